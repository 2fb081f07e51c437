-- What a phone says of an ID that it was given (rules.md C10): „Nie dodawaj” leaves no trace on the family's pages, a
-- deletion later is told.

-- The phone did not want it: the history keeps it, nobody's list shows it.
alter table mobile_id add column declined_at bigint;
-- A message that came to nothing: read by nobody any more.
alter table message add column withdrawn_at bigint;

-- A wallet without an acceptance may have kept the ID all the same: only within an hour is its deletion a „no”.
create function tell_phone_said_no() returns trigger language plpgsql as $$
declare
  v_id record;
begin
  select m.id, m.pupil_id, m.delivered_at, m.confirmed_at into v_id from mobile_id m
   where m.school_id = new.school_id and m.id = new.subject;
  if not found then
    return null;
  end if;
  if v_id.confirmed_at is null
    and (new.event = 'mobile_id_credential_failure' or new.at < v_id.delivered_at + 3600) then
    update mobile_id set declined_at = new.at where school_id = new.school_id and id = v_id.id;
    update message set withdrawn_at = new.at
     where school_id = new.school_id and pupil_id = v_id.pupil_id and subject = 'mobile_id_added'
       and starts_with(id, v_id.id || '_');
    return null;
  end if;
  insert into message (school_id, id, pupil_id, guardian_id, sent_by, subject, body_sealed, created_at)
  select new.school_id, v_id.id || '-' || g.id, v_id.pupil_id, g.id, 'school', 'mobile_id_removed_on_phone', '\x', new.at
    from guardianship s join guardian g on g.school_id = s.school_id and g.id = s.guardian_id
   where s.school_id = new.school_id and s.pupil_id = v_id.pupil_id and s.rights = 'full' and g.account_id is not null;
  return null;
end $$;
create trigger phone_said_no_told after insert on audit_event for each row
  when (new.actor_kind = 'wallet' and new.event in ('mobile_id_credential_failure', 'mobile_id_credential_deleted'))
  execute function tell_phone_said_no();
