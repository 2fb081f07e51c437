-- A role that the head teacher has taken away is kept with the day, so that it can be given back; and when a person last
-- came into this school's panel. Both stand behind the school's wall: what another school knows of the person is its own.
alter table membership add column disabled_at bigint;
alter table membership add column last_login_at bigint;
-- The log is asked for by person, and what a person has had shown today is counted at each reveal.
create index audit_event_actor on audit_event (actor_id, school_id, id);
