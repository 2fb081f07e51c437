-- The number of the first sealed row that does not follow from the one before, null when the chain is whole.
create or replace function first_broken_audit(p_school integer) returns bigint
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
