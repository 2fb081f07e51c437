-- After a file has filled a school: what the planner knows of these tables is from before, and a plan for an empty school
-- reads a whole table for each of its pupils until the database looks at them by itself, a minute later. Runs with the
-- owner's rights, because only the owner may.
create or replace function refresh_statistics() returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  analyze pupil, paper_id, guardian, guardianship;
end $$;
revoke all on function refresh_statistics() from public;
grant execute on function refresh_statistics() to mleg_app;
