-- Credential request, after the signature and before the answer: delivered. Never two IDs: with one device per pupil every
-- other phone's ID ends here. What stands against it is looked at again behind the lock on the pupil; an ID that was
-- suspended before it came is not delivered, one that was delivered may be asked for again.
create or replace function finish_credential(p_school integer, p_mobile_id text, p_now bigint, out outcome text)
language plpgsql as $$
declare
  v_offer record;
  v_other record;
  -- An assignment is computed without a statement of its own.
  v_school text;
begin
  v_school := set_config('mleg.school', p_school::text, true);
  -- Deliveries, revocations and suspensions of one pupil wait for each other here.
  perform 1 from pupil p join mobile_id m on m.school_id = p.school_id and m.pupil_id = p.id
    where m.school_id = p_school and m.id = p_mobile_id for no key update of p;
  select o.id, o.right_id, o.pupil_id, m.state, m.delivered_at, s.devices, o.state as offer_state,
      r.state as right_state into v_offer
    from mobile_id m
    join offer o on o.school_id = m.school_id and o.id = m.offer_id
    join right_to_activate r on r.school_id = o.school_id and r.id = o.right_id
    join school s on s.school_id = m.school_id
   where m.school_id = p_school and m.id = p_mobile_id
     for update of o, m;
  outcome := 'denied';
  if not found or v_offer.state not in ('active', 'suspended') then
    return;
  end if;
  if v_offer.delivered_at is not null then
    outcome := 'ok';
    return;
  end if;
  if v_offer.right_state <> 'ended' and v_offer.offer_state <> 'replaced' then
    outcome := refuse_phone(p_school, v_offer.pupil_id, v_offer.id);
    if outcome is null and v_offer.state = 'suspended' then
      outcome := 'denied';
    end if;
  end if;
  if outcome is not null then
    perform end_mobile_id(p_school, p_mobile_id, 'revoked', 'malfunction', p_now, false);
    return;
  end if;
  outcome := 'ok';
  if v_offer.devices = 'one' then
    for v_other in
      select m.id from mobile_id m
       where m.school_id = p_school and m.pupil_id = v_offer.pupil_id and m.id <> p_mobile_id
         and m.delivered_at is not null and m.state in ('active', 'suspended')
    loop
      perform end_mobile_id(p_school, v_other.id, 'superseded', null, p_now, false);
      insert into audit_event (school_id, at, event, actor_kind, actor_id, pupil_id, subject)
      values (p_school, p_now, 'mobile_id_superseded', 'wallet', 'wallet', v_offer.pupil_id, v_other.id);
    end loop;
  end if;
  update mobile_id set delivered_at = p_now where school_id = p_school and id = p_mobile_id;
  update offer set state = 'used', codes_sealed = null
   where school_id = p_school and id = v_offer.id and state = 'ready';
  update right_to_activate set state = 'used' where school_id = p_school and id = v_offer.right_id and state = 'open';
  update orders set state = 'closed', version = version + 1
   where school_id = p_school and state in ('accepted', 'issued')
     and id = (select order_id from right_to_activate where school_id = p_school and id = v_offer.right_id);
  insert into audit_event (school_id, at, event, actor_kind, actor_id, pupil_id, subject)
  values (p_school, p_now, 'mobile_id_delivered', 'wallet', 'wallet', v_offer.pupil_id, p_mobile_id);
end $$;
