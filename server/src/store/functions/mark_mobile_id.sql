-- Writes a status value (0 valid, 1 revoked, 2 suspended) for all entries of a mobile ID. The mark of a suspension
-- may be lifted; the one of a revocation never is (end_mobile_id and the guarded writes see to it).
create or replace function mark_mobile_id(p_school integer, p_id text, p_value integer)
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
