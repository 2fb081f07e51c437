-- Work that is done beside requests, and what has to leave the house.

-- Not a tenant table: one owner among all server processes takes the next job, whichever school it is for. It holds codes
-- and ids, never a person.
create table job (
  id text primary key,
  kind text not null,
  -- Number in school_directory; null for work on all of them.
  school_id integer references school_directory (school_id),
  -- Id of the row that the job is about.
  subject text,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'dead')),
  due_at bigint not null,
  -- No wait is planned longer: a due time further ahead was written by a clock that had jumped, and counts as now.
  wait_seconds_max integer not null check (wait_seconds_max > 0),
  -- Not begun after this; null where it is done for ever.
  deadline_at bigint,
  attempts integer not null default 0,
  -- By the database's clock, which is one for all processes: theirs may differ.
  leased_until timestamptz,
  -- Who has it; a lease that was taken over ends nothing.
  lease text,
  progress_done integer not null default 0,
  progress_total integer,
  -- Class of the last error and its code, never its message.
  last_error text,
  -- What the last run found, in codes and ids.
  note text,
  created_at bigint not null,
  ended_at bigint
);
create index job_due on job (due_at) where state = 'waiting';
create index job_ended on job (ended_at) where state <> 'waiting';
grant select, insert, update, delete on job to mleg_app;

-- What has to leave the house (a mail), written in the transaction of the change that it tells of and sent by a job.
create table outbox (
  school_id integer not null references school (school_id),
  id text not null,
  kind text not null check (kind in ('mail')),
  -- Id of the row that it is about: of an account, of an order.
  subject text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'expired', 'failed')),
  -- Envelope of the content; gone as soon as it was sent or given up.
  payload_sealed bytea,
  attempts integer not null default 0,
  last_error text,
  created_at bigint not null,
  -- Worth nothing after this, and then not sent.
  expires_at bigint not null,
  ended_at bigint,
  primary key (school_id, id),
  check ((state = 'waiting') = (payload_sealed is not null))
);
create index outbox_subject on outbox (subject, school_id, created_at);
alter table outbox enable row level security;
alter table outbox force row level security;
create policy wall on outbox using (school_id = current_setting('mleg.school')::integer)
  with check (school_id = current_setting('mleg.school')::integer);
grant select, insert, update, delete on outbox to mleg_app;
