-- Follows a school's sealed history for up to `p_max` rows from where it was left. `broken` is the number of the first row
-- that does not follow from the one before; at the end of the chain it is compared with what the school keeps of it.
-- New rows may be sealed meanwhile: they are followed by the next call.
create or replace function first_broken_audit(p_school integer, p_after bigint, p_head bytea, p_max integer,
  out broken bigint, out reached bigint, out head bytea, out is_end boolean)
language plpgsql as $$
declare
  v_event record;
  v_no bigint;
  v_head bytea;
begin
  perform set_config('mleg.school', p_school::text, true);
  reached := p_after;
  head := p_head;
  is_end := true;
  for v_event in
    select * from audit_event where school_id = p_school and sealed_no > p_after order by sealed_no limit p_max
  loop
    reached := reached + 1;
    head := sha256(head || convert_to(jsonb_build_array(v_event.sealed_no, v_event.id, v_event.at, v_event.event,
      v_event.actor_kind, v_event.actor_id, v_event.pupil_id, v_event.subject, v_event.note)::text, 'UTF8'));
    if v_event.sealed_no <> reached or v_event.hash is distinct from head then
      broken := reached;
      return;
    end if;
  end loop;
  select audit_sealed_no, audit_head into v_no, v_head from school where school_id = p_school;
  if v_no = reached and v_head = head then
    return;
  end if;
  is_end := not exists (select 1 from audit_event where school_id = p_school and sealed_no > reached);
  if is_end or v_no <= reached then
    is_end := true;
    broken := least(v_no, reached) + 1;
  end if;
end $$;
