-- Ends a mobile ID and marks all its entries as revoked (1). False when it had ended before.
create or replace function end_mobile_id(p_school integer, p_id text, p_state text, p_reason text, p_now bigint)
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
