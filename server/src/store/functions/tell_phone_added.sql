-- rules.md C7: the family hears of each redemption in the transaction that delivers it. The message has no facts, so its
-- body is empty and nothing is to be sealed.
create or replace function tell_phone_added() returns trigger language plpgsql as $$
begin
  insert into message (school_id, id, pupil_id, guardian_id, sent_by, subject, body_sealed, created_at)
  select new.school_id, new.id || '_' || g.id, new.pupil_id, g.id, 'school', 'mobile_id_added', '\x', new.delivered_at
    from guardianship s join guardian g on g.school_id = s.school_id and g.id = s.guardian_id
   where s.school_id = new.school_id and s.pupil_id = new.pupil_id and s.rights = 'full' and g.account_id is not null;
  return null;
end $$;
