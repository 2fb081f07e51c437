-- The issuing protocol: one function per step, one round trip, one transaction. Each sets the school first, so
-- that everything after it stands behind the wall. Times are epoch seconds given by the caller.

insert into status_list (list_id, kind, created_at) values (0, 'online', 0), (1, 'offline', 0);

-- What a credential is made of. The wall of every table holds for the reader (security_invoker).
create view credential_subject with (security_invoker = true) as
select p.school_id, p.id as pupil_id, p.given_names, p.surname, p.birth_on::text as birth_on, p.status as pupil_status,
  p.personal_id_type, p.personal_id_sealed,
  case when p.address_protected then null else p.address_sealed end as address_sealed,
  i.id as paper_id, i.number as document_number, i.issued_on::text as issued_on, i.valid_until::text as valid_until,
  t.id as portrait_id, t.picture_sealed, t.picture_low_sealed, t.picture_link_sealed,
  d.rspo, d.name as school_name, d.short_name as school_short_name, d.address as school_address,
  s.data_key_wrapped, s.devices, s.devices_max
from pupil p
join school s on s.school_id = p.school_id
join school_directory d on d.school_id = p.school_id
join paper_id i on i.school_id = p.school_id and i.pupil_id = p.id and i.state = 'valid'
join portrait t on t.school_id = p.school_id and t.pupil_id = p.id and t.state = 'accepted';
grant select on credential_subject to mleg_app;

-- Ends a mobile ID and marks all its entries as revoked (1). False when it had ended before.
create function end_mobile_id(p_school integer, p_id text, p_state text, p_reason text, p_now bigint)
returns boolean language plpgsql as $$
begin
  update mobile_id set state = p_state, reason = p_reason, ended_at = p_now
   where school_id = p_school and id = p_id and state in ('active', 'suspended');
  if not found then
    return false;
  end if;
  perform mark_mobile_id(p_school, p_id, 1);
  return true;
end $$;

-- Writes a status value (0 valid, 1 revoked, 2 suspended) for all entries of a mobile ID. The mark of a suspension
-- may be lifted; the one of a revocation never is (end_mobile_id and the guarded writes see to it).
create function mark_mobile_id(p_school integer, p_id text, p_value integer)
returns void language plpgsql as $$
begin
  if p_value = 0 then
    delete from status_mark m using status_entry e
     where e.school_id = p_school and e.mobile_id = p_id and m.list_id = e.list_id and m.position = e.position
       and m.value = 2;
  else
    insert into status_mark (list_id, position, value)
    select e.list_id, e.position, p_value from status_entry e where e.school_id = p_school and e.mobile_id = p_id
    on conflict (list_id, position) do update set value = excluded.value;
  end if;
  -- In one order, so that two revocations never wait for each other.
  perform 1 from status_list
   where list_id in (select list_id from status_entry where school_id = p_school and mobile_id = p_id)
   order by list_id for update;
  update status_list set version = version + 1
   where list_id in (select list_id from status_entry where school_id = p_school and mobile_id = p_id);
end $$;

-- Takes `p_count` entries of the online (or one of the offline) lists; list_id * 2^20 + position each.
create function take_status_entries(p_school integer, p_mobile_id text, p_offline boolean, p_thumbprints bytea[],
  p_now bigint)
returns bigint[] language plpgsql as $$
declare
  v_taken bigint;
  v_list integer;
  v_position integer;
  v_all bigint[] := '{}';
begin
  for v_member in 1 .. cardinality(p_thumbprints) loop
    if p_offline then
      v_taken := nextval('status_offline_sequence');
      v_list := (v_taken >> 20) * 2 + 1;
    else
      v_taken := nextval('status_online_sequence');
      v_list := (v_taken >> 20) * 2;
    end if;
    v_position := v_taken & 1048575;
    -- The next list is there long before it is needed; many positions see to it, since one may be rolled back.
    if v_position < 64 then
      insert into status_list (list_id, kind, created_at)
      values (v_list + 2, case when p_offline then 'offline' else 'online' end, p_now) on conflict do nothing;
    end if;
    insert into status_entry (school_id, list_id, position, mobile_id, member, key_thumbprint)
    values (p_school, v_list, v_position, p_mobile_id, case when p_offline then 100 else v_member end,
      p_thumbprints[v_member]);
    v_all := v_all || (v_list::bigint * 1048576 + v_position);
  end loop;
  return v_all;
end $$;

-- GET of the credential offer: mints a pre-authorized code, keeps the three newest alive.
create function open_offer(p_school integer, p_offer text, p_code_hash bytea, p_now bigint,
  p_code_expires_at bigint, out outcome text, out needs_tx_code boolean)
language plpgsql as $$
declare
  v_offer record;
begin
  perform set_config('mleg.school', p_school::text, true);
  select o.state, o.expires_at, o.confirmed_at, o.tx_code_check is not null as asks, r.state as right_state
    into v_offer
    from offer o join right_to_activate r on r.school_id = o.school_id and r.id = o.right_id
   where o.school_id = p_school and o.id = p_offer
     for update of o;
  if not found then
    outcome := 'not_found';
    return;
  end if;
  outcome := case
    when v_offer.right_state = 'ended' then 'replaced'
    when v_offer.confirmed_at is not null then 'used'
    when v_offer.state not in ('ready', 'used') then v_offer.state
    when v_offer.expires_at <= p_now then 'expired'
    else 'ok' end;
  if outcome <> 'ok' then
    return;
  end if;
  delete from pre_authorized_code where school_id = p_school and code_hash in (
    select c.code_hash from pre_authorized_code c
     where c.school_id = p_school and c.offer_id = p_offer and c.used_at is null
     order by c.created_at desc, c.expires_at desc offset 2);
  insert into pre_authorized_code (school_id, code_hash, offer_id, created_at, expires_at)
  values (p_school, p_code_hash, p_offer, p_now, p_code_expires_at);
  needs_tx_code := v_offer.asks;
end $$;

-- Token request. The lock on the offer makes parallel guesses and redemptions wait for each other.
create function redeem_code(p_school integer, p_code_hash bytea, p_tx_code_mac bytea, p_token_hash bytea,
  p_dpop_jkt text, p_jti_hash bytea, p_now bigint, p_token_expires_at bigint, out outcome text)
language plpgsql as $$
declare
  v_offer_id text;
  v_offer record;
begin
  perform set_config('mleg.school', p_school::text, true);
  if p_jti_hash is not null then
    insert into used_once (school_id, value_hash, expires_at) values (p_school, p_jti_hash, p_now + 600)
    on conflict do nothing;
    if not found then
      outcome := 'dpop_replayed';
      return;
    end if;
  end if;
  outcome := 'invalid_grant';
  select offer_id into v_offer_id from pre_authorized_code where school_id = p_school and code_hash = p_code_hash;
  if not found then
    return;
  end if;
  select o.state, o.expires_at, o.confirmed_at, o.tx_code_check, o.wrong_tries, o.pupil_id, r.state as right_state
    into v_offer
    from offer o join right_to_activate r on r.school_id = o.school_id and r.id = o.right_id
   where o.school_id = p_school and o.id = v_offer_id
     for update of o;
  if v_offer.state not in ('ready', 'used') or v_offer.confirmed_at is not null or v_offer.expires_at <= p_now
    or v_offer.right_state = 'ended' then
    return;
  end if;
  -- Read again behind the lock: the code may have been redeemed while this request waited.
  perform 1 from pre_authorized_code
    where school_id = p_school and code_hash = p_code_hash and used_at is null and expires_at > p_now;
  if not found then
    return;
  end if;
  if (v_offer.tx_code_check is null) <> (p_tx_code_mac is null) then
    outcome := 'invalid_request';
    return;
  end if;
  if v_offer.tx_code_check <> sha256(p_tx_code_mac || convert_to(v_offer_id, 'UTF8')) then
    update offer set wrong_tries = wrong_tries + 1,
      state = case when wrong_tries + 1 >= 5 then 'locked' else state end
     where school_id = p_school and id = v_offer_id;
    if v_offer.wrong_tries + 1 >= 5 then
      insert into audit_event (school_id, at, event, actor_kind, actor_id, pupil_id, subject)
      values (p_school, p_now, 'offer_locked', 'wallet', 'wallet', v_offer.pupil_id, v_offer_id);
    end if;
    return;
  end if;
  update pre_authorized_code set used_at = p_now where school_id = p_school and code_hash = p_code_hash;
  insert into access_token (school_id, token_hash, offer_id, dpop_jkt, expires_at)
  values (p_school, p_token_hash, v_offer_id, p_dpop_jkt, p_token_expires_at);
  outcome := 'ok';
end $$;

-- The token of a request: locked, alive, bound as the request proves; replayed proofs and nonces are refused.
create function use_token(p_school integer, p_token_hash bytea, p_dpop_jkt text, p_jti_hash bytea,
  p_nonce_hashes bytea[], p_nonce_expires_at bigint, p_now bigint, out outcome text, out token access_token)
language plpgsql as $$
declare
  v_taken integer;
begin
  perform set_config('mleg.school', p_school::text, true);
  select * into token from access_token where school_id = p_school and token_hash = p_token_hash for update;
  if not found or token.expires_at <= p_now or token.dpop_jkt is distinct from p_dpop_jkt then
    outcome := 'invalid_token';
    return;
  end if;
  if p_jti_hash is not null then
    insert into used_once (school_id, value_hash, expires_at) values (p_school, p_jti_hash, p_now + 600)
    on conflict do nothing;
    if not found then
      outcome := 'dpop_replayed';
      return;
    end if;
  end if;
  if p_nonce_hashes is not null then
    insert into used_once (school_id, value_hash, expires_at)
    select p_school, n, p_nonce_expires_at from unnest(p_nonce_hashes) n on conflict do nothing;
    get diagnostics v_taken = row_count;
    if v_taken <> cardinality(p_nonce_hashes) then
      outcome := 'invalid_nonce';
      return;
    end if;
  end if;
  outcome := 'ok';
end $$;

-- Credential request, before the signature: the intent with its status entries. The same keys under the same
-- token get the same entries again; other keys are refused.
create function begin_credential(p_school integer, p_token_hash bytea, p_dpop_jkt text, p_jti_hash bytea,
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

-- Credential request, after the signature and before the answer: delivered. Never two IDs: what the same offer
-- delivered before and nobody confirmed ends here, and with one device per pupil every other phone's ID.
create function finish_credential(p_school integer, p_mobile_id text, p_now bigint, out outcome text)
language plpgsql as $$
declare
  v_offer record;
  v_other record;
begin
  perform set_config('mleg.school', p_school::text, true);
  -- Deliveries, revocations and suspensions of one pupil wait for each other here.
  perform 1 from pupil p join mobile_id m on m.school_id = p.school_id and m.pupil_id = p.id
    where m.school_id = p_school and m.id = p_mobile_id for no key update of p;
  select o.id, o.confirmed_at, o.right_id, o.pupil_id, m.state, m.delivered_at, s.devices into v_offer
    from mobile_id m
    join offer o on o.school_id = m.school_id and o.id = m.offer_id
    join school s on s.school_id = m.school_id
   where m.school_id = p_school and m.id = p_mobile_id
     for update of o, m;
  outcome := 'denied';
  if not found or v_offer.state <> 'active' then
    return;
  end if;
  if v_offer.confirmed_at is not null and v_offer.delivered_at is null then
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

-- The offline credential rides on the same token, after the online one; one key, fixed at the first request.
create function begin_offline_credential(p_school integer, p_token_hash bytea, p_dpop_jkt text, p_jti_hash bytea,
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
   where m.school_id = p_school and m.id = v_token.mobile_id and m.state = 'active' and m.delivered_at is not null;
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

-- Notification (OpenID4VCI 1.0 section 11): idempotent, a late or second one changes nothing.
create function notify_credential(p_school integer, p_token_hash bytea, p_dpop_jkt text, p_jti_hash bytea,
  p_event text, p_now bigint, out outcome text)
language plpgsql as $$
declare
  v_used record;
  v_token access_token;
  v_offer_id text;
begin
  select * into v_used
    from use_token(p_school, p_token_hash, p_dpop_jkt, p_jti_hash, null, null, p_now) u;
  outcome := v_used.outcome;
  if outcome <> 'ok' then
    return;
  end if;
  v_token := v_used.token;
  select o.id into v_offer_id from offer o where o.school_id = p_school and o.id = v_token.offer_id for update;
  perform 1 from mobile_id where school_id = p_school and id = v_token.mobile_id and delivered_at is not null;
  if not found then
    outcome := 'invalid_notification_id';
    return;
  end if;
  if p_event = 'credential_accepted' then
    update mobile_id set confirmed_at = p_now
     where school_id = p_school and id = v_token.mobile_id and state = 'active' and confirmed_at is null;
    if found then
      update offer set confirmed_at = p_now where school_id = p_school and id = v_offer_id;
      insert into audit_event (school_id, at, event, actor_kind, actor_id, subject)
      values (p_school, p_now, 'mobile_id_confirmed', 'wallet', 'wallet', v_token.mobile_id);
    end if;
    return;
  end if;
  if end_mobile_id(p_school, v_token.mobile_id, 'revoked',
    case p_event when 'credential_deleted' then 'resignation' else 'malfunction' end, p_now) then
    insert into audit_event (school_id, at, event, actor_kind, actor_id, subject)
    values (p_school, p_now, 'mobile_id_' || p_event, 'wallet', 'wallet', v_token.mobile_id);
  end if;
end $$;

-- Seals the audit rows of a school that are not yet in the chain: hash = SHA-256(hash before || row), in the order of
-- their ids. Runs with the owner's rights, because nobody else may touch a row that was written.
create function seal_audit(p_school integer, p_max integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_head bytea;
  v_no bigint;
  v_event record;
  v_count integer := 0;
begin
  perform set_config('mleg.school', p_school::text, true);
  select audit_head, audit_sealed_no into v_head, v_no from school where school_id = p_school for update;
  for v_event in
    select id, at, event, actor_kind, actor_id, pupil_id, subject, note from audit_event
     where school_id = p_school and hash is null order by id limit p_max
  loop
    v_no := v_no + 1;
    v_head := sha256(v_head || convert_to(jsonb_build_array(v_no, v_event.id, v_event.at, v_event.event,
      v_event.actor_kind, v_event.actor_id, v_event.pupil_id, v_event.subject, v_event.note)::text, 'UTF8'));
    update audit_event set sealed_no = v_no, hash = v_head where school_id = p_school and id = v_event.id;
    v_count := v_count + 1;
  end loop;
  update school set audit_head = v_head, audit_sealed_no = v_no where school_id = p_school and v_count > 0;
  return v_count;
end $$;

-- The number of the first sealed row that does not follow from the one before, null when the chain is whole.
create function first_broken_audit(p_school integer) returns bigint
language plpgsql as $$
declare
  v_head bytea := '\x';
  v_expected bigint := 0;
  v_event record;
begin
  perform set_config('mleg.school', p_school::text, true);
  for v_event in select * from audit_event where school_id = p_school and sealed_no is not null order by sealed_no loop
    v_expected := v_expected + 1;
    v_head := sha256(v_head || convert_to(jsonb_build_array(v_event.sealed_no, v_event.id, v_event.at, v_event.event,
      v_event.actor_kind, v_event.actor_id, v_event.pupil_id, v_event.subject, v_event.note)::text, 'UTF8'));
    if v_event.sealed_no <> v_expected or v_event.hash is distinct from v_head then
      return v_expected;
    end if;
  end loop;
  if (select audit_sealed_no <> v_expected or audit_head <> v_head from school where school_id = p_school) then
    return v_expected + 1;
  end if;
  return null;
end $$;
