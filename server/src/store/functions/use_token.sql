-- The token of a request: locked, alive, bound as the request proves; replayed proofs and nonces are refused. Hashes of
-- nonces are one value, 32 bytes each.
create or replace function use_token(p_school integer, p_token_hash bytea, p_dpop_jkt text, p_jti_hash bytea,
  p_nonce_hashes bytea, p_nonce_expires_at bigint, p_now bigint, out outcome text, out token access_token)
language plpgsql as $$
declare
  v_taken integer;
  v_school text;
begin
  v_school := set_config('mleg.school', p_school::text, true);
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
    select p_school, substr(p_nonce_hashes, 32 * n + 1, 32), p_nonce_expires_at
      from generate_series(0, length(p_nonce_hashes) / 32 - 1) n on conflict do nothing;
    get diagnostics v_taken = row_count;
    if v_taken <> length(p_nonce_hashes) / 32 then
      outcome := 'invalid_nonce';
      return;
    end if;
  end if;
  outcome := 'ok';
end $$;
