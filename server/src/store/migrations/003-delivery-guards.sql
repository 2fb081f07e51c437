-- An ID that is being activated while the school revokes, suspends or counts phones: each step of the protocol meets
-- the lock that those take, and looks again behind it.

-- As in 002, but behind the lock on the pupil: two phones at once wait for each other, and for a revocation.
create or replace function begin_credential(p_school integer, p_token_hash bytea, p_dpop_jkt text, p_jti_hash bytea,
  p_nonce_hashes bytea[], p_nonce_expires_at bigint, p_key_set bytea, p_thumbprints bytea[], p_mobile_id text,
  p_device_id text, p_today date, p_now bigint,
  out outcome text, out taken_id text, out entries text, out subject credential_subject)
language plpgsql as $$
declare
  v_used record;
  v_token access_token;
  v_offer record;
begin
  select * into v_used
    from use_token(p_school, p_token_hash, p_dpop_jkt, p_jti_hash, p_nonce_hashes, p_nonce_expires_at, p_now) u;
  outcome := v_used.outcome;
  if outcome <> 'ok' then
    return;
  end if;
  v_token := v_used.token;
  outcome := 'denied';
  if v_token.key_set is distinct from p_key_set and v_token.key_set is not null then
    return;
  end if;
  if v_token.key_set is null then
    -- What follows is read behind the lock: a revocation has ended, or waits and finds what is begun here.
    perform 1 from pupil p join offer o on o.school_id = p.school_id and o.pupil_id = p.id
      where o.school_id = p_school and o.id = v_token.offer_id for no key update of p;
  end if;
  select o.state, o.confirmed_at, o.pupil_id, o.right_id, o.created_by, r.state as right_state into v_offer
    from offer o join right_to_activate r on r.school_id = o.school_id and r.id = o.right_id
   where o.school_id = p_school and o.id = v_token.offer_id;
  select * into subject from credential_subject s where s.school_id = p_school and s.pupil_id = v_offer.pupil_id;
  if not found or v_offer.right_state = 'ended' or subject.pupil_status = 'left'
    or subject.valid_until::date < p_today then
    return;
  end if;
  if v_token.key_set is not null then
    taken_id := v_token.mobile_id;
    perform 1 from mobile_id m where m.school_id = p_school and m.id = v_token.mobile_id and m.state = 'active';
    if not found then
      return;
    end if;
    select string_agg((e.list_id::bigint * 1048576 + e.position)::text, ',' order by e.member) into entries
      from status_entry e where e.school_id = p_school and e.mobile_id = v_token.mobile_id and e.member < 100;
    outcome := 'ok';
    return;
  end if;
  if v_offer.state not in ('ready', 'used') or v_offer.confirmed_at is not null or (subject.devices = 'many'
    and subject.devices_max <= (select count(*) from mobile_id m where m.school_id = p_school
      and m.pupil_id = v_offer.pupil_id and m.state in ('active', 'suspended') and m.delivered_at is not null
      and m.offer_id <> v_token.offer_id)) then
    return;
  end if;
  taken_id := p_mobile_id;
  insert into device (school_id, id, pupil_id, number, created_at)
  values (p_school, p_device_id, v_offer.pupil_id, 1 + coalesce((select max(d.number) from device d
    where d.school_id = p_school and d.pupil_id = v_offer.pupil_id), 0), p_now);
  insert into mobile_id (school_id, id, pupil_id, right_id, offer_id, device_id, paper_id, valid_until, activated_by,
    created_at)
  values (p_school, p_mobile_id, v_offer.pupil_id, v_offer.right_id, v_token.offer_id, p_device_id, subject.paper_id,
    subject.valid_until::date, v_offer.created_by, p_now);
  entries := array_to_string(take_status_entries(p_school, p_mobile_id, false, p_thumbprints, p_now), ',');
  update access_token t set key_set = p_key_set, mobile_id = p_mobile_id
   where t.school_id = p_school and t.token_hash = p_token_hash;
  outcome := 'ok';
end $$;

-- As in 002, but a right that ended, an offer that was replaced and the number of phones are looked at again where the ID
-- is delivered.
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

-- As in 002, but behind the lock on the mobile ID: what revokes or suspends it marks the new entry too.
create or replace function begin_offline_credential(p_school integer, p_token_hash bytea, p_dpop_jkt text, p_jti_hash bytea,
  p_nonce_hashes bytea[], p_nonce_expires_at bigint, p_thumbprint bytea, p_today date, p_now bigint,
  out outcome text, out entry text, out subject credential_subject)
language plpgsql as $$
declare
  v_used record;
  v_token access_token;
  v_pupil_id text;
begin
  select * into v_used
    from use_token(p_school, p_token_hash, p_dpop_jkt, p_jti_hash, p_nonce_hashes, p_nonce_expires_at, p_now) u;
  outcome := v_used.outcome;
  if outcome <> 'ok' then
    return;
  end if;
  v_token := v_used.token;
  outcome := 'denied';
  if v_token.offline_key is distinct from p_thumbprint and v_token.offline_key is not null then
    return;
  end if;
  select m.pupil_id into v_pupil_id from mobile_id m
   where m.school_id = p_school and m.id = v_token.mobile_id and m.state = 'active' and m.delivered_at is not null
     for no key update;
  if not found then
    return;
  end if;
  select * into subject from credential_subject s where s.school_id = p_school and s.pupil_id = v_pupil_id;
  if not found or subject.valid_until::date < p_today then
    return;
  end if;
  if v_token.offline_key is null then
    update access_token set offline_key = p_thumbprint where school_id = p_school and token_hash = p_token_hash;
    entry := (take_status_entries(p_school, v_token.mobile_id, true, array[p_thumbprint], p_now))[1]::text;
  else
    select (e.list_id::bigint * 1048576 + e.position)::text into entry from status_entry e
     where e.school_id = p_school and e.mobile_id = v_token.mobile_id and e.member = 100;
  end if;
  outcome := 'ok';
end $$;
