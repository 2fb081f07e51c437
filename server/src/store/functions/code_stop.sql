-- Why no code gives this pupil an ID now (rules.md C9): an ID in a phone is suspended by the school, or was and was ended by
-- somebody else; or a lock code reported it lost. Null where nothing stands against it. A suspension that a guardian or the
-- pupil made stops no code: whoever may take one could lift it or remove that phone.
create or replace function code_stop(p_school integer, p_pupil text) returns text language plpgsql stable as $$
begin
  -- Not `language sql`: its plan is kept from call to call.
  return (select case
    when bool_or(m.suspended_by = 'school') or exists (select 1 from right_to_activate r where r.school_id = p_school
      and r.pupil_id = p_pupil and r.state <> 'ended' and r.stopped_at is not null) then 'suspended_by_school'
    when bool_or(m.suspended_by = 'lock_code') then 'reported_lost' end
  from mobile_id m
  where m.school_id = p_school and m.pupil_id = p_pupil and m.state = 'suspended' and m.delivered_at is not null);
end $$;
