-- Seals the audit rows of a school that are not yet in the chain: hash = SHA-256(hash before || row), in the order of
-- their ids. Runs with the owner's rights, because nobody else may touch a row that was written.
create or replace function seal_audit(p_school integer, p_max integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_head bytea;
  v_no bigint;
  v_event record;
  v_count integer := 0;
begin
  perform set_config('mleg.school', p_school::text, true);
  select audit_head, audit_sealed_no into v_head, v_no from school where school_id = p_school for update;
  for v_event in
    select id, at, event, actor_kind, actor_id, pupil_id, subject, note from audit_event
     where school_id = p_school and hash is null order by id limit p_max
  loop
    v_no := v_no + 1;
    v_head := sha256(v_head || convert_to(jsonb_build_array(v_no, v_event.id, v_event.at, v_event.event,
      v_event.actor_kind, v_event.actor_id, v_event.pupil_id, v_event.subject, v_event.note)::text, 'UTF8'));
    update audit_event set sealed_no = v_no, hash = v_head where school_id = p_school and id = v_event.id;
    v_count := v_count + 1;
  end loop;
  update school set audit_head = v_head, audit_sealed_no = v_no where school_id = p_school and v_count > 0;
  return v_count;
end $$;
