-- The offline credential rides on the same token, after the online one; one key, fixed at the first request, also for the
-- tokens that come after. Behind the lock on the mobile ID: what revokes or suspends it marks the new entry too, and a copy
-- of a suspended ID is born suspended (rules.md C9).
create or replace function begin_offline_credential(p_school integer, p_token_hash bytea, p_dpop_jkt text, p_jti_hash bytea,
  p_nonce_hashes bytea, p_nonce_expires_at bigint, p_thumbprint bytea, p_today date, p_now bigint,
  out outcome text, out entry text, out subject credential_subject)
language plpgsql as $$
declare
  v_used record;
  v_token access_token;
  v_card record;
  v_known record;
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
  select m.pupil_id, m.state into v_card from mobile_id m
   where m.school_id = p_school and m.id = v_token.mobile_id and m.state in ('active', 'suspended')
     and m.delivered_at is not null
     for no key update;
  if not found then
    return;
  end if;
  select * into subject from credential_subject s where s.school_id = p_school and s.pupil_id = v_card.pupil_id;
  if not found or subject.valid_until::date < p_today then
    return;
  end if;
  select e.list_id::bigint * 1048576 + e.position as place, e.key_thumbprint into v_known from status_entry e
   where e.school_id = p_school and e.mobile_id = v_token.mobile_id and e.member = 100;
  if found and v_known.key_thumbprint <> p_thumbprint then
    return;
  end if;
  if v_token.offline_key is null then
    update access_token set offline_key = p_thumbprint where school_id = p_school and token_hash = p_token_hash;
  end if;
  if v_known.place is null then
    entry := (take_status_entries(p_school, v_token.mobile_id, true, p_thumbprint, p_now))[1]::text;
    if v_card.state = 'suspended' then
      perform mark_mobile_id(p_school, v_token.mobile_id, 2);
    end if;
  else
    entry := v_known.place::text;
  end if;
  outcome := 'ok';
end $$;
