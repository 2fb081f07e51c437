-- Credential request, before the signature: the intent with its status entries, behind the lock on the pupil: two phones at
-- once wait for each other, and for a revocation. The same keys under the same offer get the same entries again (of a
-- suspended ID: marked as such), other keys are refused once it delivered (rules.md C10); no code passes a suspension by
-- the school or a lock code (C9).
create or replace function begin_credential(p_school integer, p_token_hash bytea, p_dpop_jkt text, p_jti_hash bytea,
  p_nonce_hashes bytea, p_nonce_expires_at bigint, p_key_set bytea, p_thumbprints bytea, p_mobile_id text,
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
  select o.state, o.pupil_id, o.right_id, o.created_by, r.state as right_state into v_offer
    from offer o join right_to_activate r on r.school_id = o.school_id and r.id = o.right_id
   where o.school_id = p_school and o.id = v_token.offer_id;
  select * into subject from credential_subject s where s.school_id = p_school and s.pupil_id = v_offer.pupil_id;
  if not found or v_offer.right_state = 'ended' or subject.pupil_status = 'left'
    or subject.valid_until::date < p_today then
    return;
  end if;
  if v_token.key_set is not null then
    select m.id into taken_id from mobile_id m
     where m.school_id = p_school and m.id = v_token.mobile_id and m.state in ('active', 'suspended');
  else
    select m.id into taken_id from mobile_id m
     where m.school_id = p_school and m.offer_id = v_token.offer_id and m.state in ('active', 'suspended')
       and p_key_set = (select sha256(string_agg(e.key_thumbprint, ''::bytea order by e.key_thumbprint))
         from status_entry e where e.school_id = p_school and e.mobile_id = m.id and e.member < 100)
     order by m.delivered_at nulls last, m.created_at limit 1;
  end if;
  if taken_id is not null then
    update access_token t set key_set = p_key_set, mobile_id = taken_id
     where t.school_id = p_school and t.token_hash = p_token_hash and t.key_set is null;
    select string_agg((e.list_id::bigint * 1048576 + e.position)::text, ',' order by e.member) into entries
      from status_entry e where e.school_id = p_school and e.mobile_id = taken_id and e.member < 100;
    outcome := 'ok';
    return;
  end if;
  if v_token.key_set is not null or v_offer.state not in ('ready', 'used') then
    return;
  end if;
  outcome := refuse_phone(p_school, v_offer.pupil_id, v_token.offer_id);
  if outcome is not null then
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
