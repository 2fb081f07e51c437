-- What a credential is made of; nothing is issued while somebody objects. The wall of every table holds for the reader
-- (security_invoker).
create view credential_subject with (security_invoker = true) as
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
grant select on credential_subject to mleg_app;
