-- Credential request, after the signature and before the answer: delivered. Never two IDs: what the same offer
-- delivered before and nobody confirmed ends here, and with one device per pupil every other phone's ID.
create or replace function finish_credential(p_school integer, p_mobile_id text, p_now bigint, out outcome text)
language plpgsql as $$
declare
  v_offer record;
  v_other record;
begin
  perform set_config('mleg.school', p_school::text, true);
  -- Deliveries, revocations and suspensions of one pupil wait for each other here.
  perform 1 from pupil p join mobile_id m on m.school_id = p.school_id and m.pupil_id = p.id
    where m.school_id = p_school and m.id = p_mobile_id for no key update of p;
  select o.id, o.confirmed_at, o.right_id, o.pupil_id, m.state, m.delivered_at, s.devices, s.devices_max,
      o.state as offer_state, r.state as right_state into v_offer
    from mobile_id m
    join offer o on o.school_id = m.school_id and o.id = m.offer_id
    join right_to_activate r on r.school_id = o.school_id and r.id = o.right_id
    join school s on s.school_id = m.school_id
   where m.school_id = p_school and m.id = p_mobile_id
     for update of o, m;
  outcome := 'denied';
  if not found or v_offer.state <> 'active' then
    return;
  end if;
  if v_offer.delivered_at is null and (v_offer.confirmed_at is not null or v_offer.right_state = 'ended'
    or v_offer.offer_state = 'replaced' or (v_offer.devices = 'many' and v_offer.devices_max <= (select count(*) from mobile_id m
      where m.school_id = p_school and m.pupil_id = v_offer.pupil_id and m.state in ('active', 'suspended')
        and m.delivered_at is not null and m.offer_id <> v_offer.id))) then
    perform end_mobile_id(p_school, p_mobile_id, 'revoked', 'malfunction', p_now);
    return;
  end if;
  outcome := 'ok';
  if v_offer.delivered_at is not null then
    return;
  end if;
  for v_other in
    select m.id, m.offer_id from mobile_id m
     where m.school_id = p_school and m.pupil_id = v_offer.pupil_id and m.id <> p_mobile_id
       and m.delivered_at is not null and m.state in ('active', 'suspended')
       and (v_offer.devices = 'one' or m.offer_id = v_offer.id)
  loop
    if v_other.offer_id = v_offer.id then
      perform end_mobile_id(p_school, v_other.id, 'revoked', 'malfunction', p_now);
    else
      perform end_mobile_id(p_school, v_other.id, 'superseded', null, p_now);
    end if;
    insert into audit_event (school_id, at, event, actor_kind, actor_id, pupil_id, subject)
    values (p_school, p_now, 'mobile_id_superseded', 'wallet', 'wallet', v_offer.pupil_id, v_other.id);
  end loop;
  update mobile_id set delivered_at = p_now where school_id = p_school and id = p_mobile_id;
  update offer set state = 'used' where school_id = p_school and id = v_offer.id and state = 'ready';
  update right_to_activate set state = 'used' where school_id = p_school and id = v_offer.right_id and state = 'open';
  update orders set state = 'closed', version = version + 1
   where school_id = p_school and state in ('accepted', 'issued')
     and id = (select order_id from right_to_activate where school_id = p_school and id = v_offer.right_id);
  insert into audit_event (school_id, at, event, actor_kind, actor_id, pupil_id, subject)
  values (p_school, p_now, 'mobile_id_delivered', 'wallet', 'wallet', v_offer.pupil_id, p_mobile_id);
end $$;
