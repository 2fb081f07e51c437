-- The offline credential rides on the same token, after the online one; one key, fixed at the first request.
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
