-- rules.md I1a: two changes, each of which one child may have had, make another child of it. Who the pupil was before the
-- changes that nobody gave a reason for; null while nothing of that has changed.
alter table pupil add column known_given_names text;
alter table pupil add column known_surname text;
alter table pupil add column known_born_on date;
alter table pupil add column known_personal_type text;
alter table pupil add column known_personal_index bytea;
