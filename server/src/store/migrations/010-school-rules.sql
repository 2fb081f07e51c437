-- What the rules of the school's life ask of the tables.

-- rules.md W3: an objection while another guardian has ordered waits for the head teacher.
alter table pupil add column objection_to_decide boolean not null default false;
-- rules.md V2: a departure that was announced for a later day.
alter table pupil add column leaves_on date;
alter table pupil add column leaves_reason text;
create index pupil_leaving on pupil (leaves_on, school_id) where leaves_on is not null;
-- rules.md V1: whose paper ID was replaced, to end the old number in phones.
create index paper_id_replaced on paper_id (id, school_id) where state = 'replaced';

-- rules.md O2: the school's own days off, YYYY-MM-DD; a deadline does not count them.
alter table school add column closures text[] not null default '{}';

-- Nothing is issued while somebody objects, also not by a code that was handed out before.
create or replace view credential_subject with (security_invoker = true) as
select p.school_id, p.id as pupil_id, p.given_names, p.surname, p.birth_on::text as birth_on, p.status as pupil_status,
  p.personal_id_type, p.personal_id_sealed,
  case when p.address_protected then null else p.address_sealed end as address_sealed,
  i.id as paper_id, i.number as document_number, i.issued_on::text as issued_on, i.valid_until::text as valid_until,
  t.id as portrait_id, t.picture_sealed, t.picture_low_sealed, t.picture_link_sealed,
  d.rspo, d.name as school_name, d.short_name as school_short_name, d.address as school_address,
  s.data_key_wrapped, s.devices, s.devices_max
from pupil p
join school s on s.school_id = p.school_id
join school_directory d on d.school_id = p.school_id
join paper_id i on i.school_id = p.school_id and i.pupil_id = p.id and i.state = 'valid'
join portrait t on t.school_id = p.school_id and t.pupil_id = p.id and t.state = 'accepted'
where p.objection_at is null;

-- rules.md C7: the family hears of each redemption in the transaction that delivers it. The message has no facts, so its
-- body is empty and nothing is to be sealed.
create function tell_phone_added() returns trigger language plpgsql as $$
begin
  insert into message (school_id, id, pupil_id, guardian_id, sent_by, subject, body_sealed, created_at)
  select new.school_id, new.id || '_' || g.id, new.pupil_id, g.id, 'school', 'mobile_id_added', '\x', new.delivered_at
    from guardianship s join guardian g on g.school_id = s.school_id and g.id = s.guardian_id
   where s.school_id = new.school_id and s.pupil_id = new.pupil_id and s.rights = 'full' and g.account_id is not null;
  return null;
end $$;
create trigger mobile_id_told after update of delivered_at on mobile_id for each row
  when (old.delivered_at is null and new.delivered_at is not null) execute function tell_phone_added();
