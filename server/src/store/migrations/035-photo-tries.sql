-- How often somebody has sent a photo within a day, refused ones too: what is decoded costs, whatever comes of it.
create table photo_try (
  school_id integer not null,
  -- Account of a guardian or of staff, or the API key.
  actor_id text not null,
  -- The pupil where each is counted apart, else empty.
  subject text not null,
  started_at bigint not null,
  tries integer not null,
  primary key (school_id, actor_id, subject)
);
alter table photo_try enable row level security;
alter table photo_try force row level security;
create policy wall on photo_try using (school_id = current_setting('mleg.school')::integer)
  with check (school_id = current_setting('mleg.school')::integer);
grant select, insert, update on photo_try to mleg_app;
