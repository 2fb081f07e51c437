-- Ends a mobile ID and marks all its entries as revoked (1). False when it had ended before. Where the school had
-- suspended it and does not end it itself, its suspension goes on for the codes (rules.md C9).
create or replace function end_mobile_id(p_school integer, p_id text, p_state text, p_reason text, p_now bigint,
  p_by_school boolean)
returns boolean language plpgsql as $$
declare
  v_ended record;
begin
  update mobile_id set state = p_state, reason = p_reason, ended_at = p_now,
    suspended_by = case when p_by_school then null else suspended_by end
   where school_id = p_school and id = p_id and state in ('active', 'suspended')
  returning pupil_id, suspended_by, delivered_at into v_ended;
  if not found then
    return false;
  end if;
  if v_ended.suspended_by = 'school' and v_ended.delivered_at is not null and not p_by_school then
    update right_to_activate set stopped_at = p_now
     where school_id = p_school and pupil_id = v_ended.pupil_id and state <> 'ended';
  end if;
  perform mark_mobile_id(p_school, p_id, 1);
  return true;
end $$;
