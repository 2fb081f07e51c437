-- What a phone says of an ID that it was given (rules.md C10): „Nie dodawaj” leaves no trace on the family's pages, a
-- deletion later is told. An ID that ended for one that nobody wanted is told all the same: its phone shows it as replaced.
create or replace function tell_phone_said_no() returns trigger language plpgsql as $$
declare
  v_id record;
  v_subject text := 'mobile_id_removed_on_phone';
begin
  select m.id, m.pupil_id, m.delivered_at, m.confirmed_at into v_id from mobile_id m
   where m.school_id = new.school_id and m.id = new.subject;
  if not found then
    return null;
  end if;
  -- A wallet without an acceptance may have kept the ID all the same: only within an hour is its deletion a „no”.
  if v_id.confirmed_at is null
    and (new.event = 'mobile_id_credential_failure' or new.at < v_id.delivered_at + 3600) then
    update mobile_id set declined_at = new.at where school_id = new.school_id and id = v_id.id;
    update message set withdrawn_at = new.at
     where school_id = new.school_id and pupil_id = v_id.pupil_id and subject = 'mobile_id_added'
       and starts_with(id, v_id.id || '_');
    v_subject := 'mobile_id_gone_for_declined';
    perform 1 from mobile_id m where m.school_id = new.school_id and m.pupil_id = v_id.pupil_id
      and m.state = 'superseded' and m.ended_at = v_id.delivered_at and m.declined_at is null
      and exists (select 1 from audit_event a where a.school_id = m.school_id and a.pupil_id = m.pupil_id
        and a.subject = m.id and a.event = 'mobile_id_superseded' and a.actor_kind = 'wallet');
    if not found then
      return null;
    end if;
  end if;
  insert into message (school_id, id, pupil_id, guardian_id, sent_by, subject, body_sealed, created_at)
  select new.school_id, v_id.id || '-' || g.id, v_id.pupil_id, g.id, 'school', v_subject, '\x', new.at
    from guardianship s join guardian g on g.school_id = s.school_id and g.id = s.guardian_id
   where s.school_id = new.school_id and s.pupil_id = v_id.pupil_id and s.rights = 'full' and g.account_id is not null;
  return null;
end $$;
