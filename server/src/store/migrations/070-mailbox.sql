-- The school's mailbox and the letters that came into it: what is ours is kept sealed until it is deleted (rules.md O4).

create table mailbox (
  school_id integer primary key references school (school_id),
  kind text not null check (kind in ('maildir', 'imap')),
  -- The school's own address, which answers name as theirs.
  address text not null,
  -- A Maildir's folder, beneath the data folder where it is no whole path; the name of a folder on the IMAP server.
  folder text not null,
  -- Of an IMAP server: where, who, and the password in an envelope.
  host text,
  port integer,
  user_name text,
  password_sealed bytea,
  checked_at bigint,
  problem text check (problem in ('folder_missing', 'folder_not_readable', 'host_unknown', 'connection_refused', 'tls_failed', 'login_refused',
    'timed_out', 'other')),
  created_at bigint not null,
  check ((kind = 'imap') = (host is not null and port is not null and user_name is not null and password_sealed is not null))
);

-- Which schools are looked at, without going behind every wall.
alter table school_directory add column has_mailbox boolean not null default false;

create table incoming_letter (
  school_id integer not null references school (school_id),
  id text not null,
  channel text not null check (channel in ('mailbox', 'journal')),
  -- Keyed hash of the Message-ID, or of the whole letter: the same letter is taken in once.
  fingerprint bytea not null,
  -- Keyed index of the sender's address: an answering machine at the other end must not be answered for ever.
  sender_index bytea not null,
  -- Its names in the mailbox, several where it was delivered more than once; none for a message of a journal.
  places text[] not null default '{}',
  state text not null default 'waiting' check (state in ('waiting', 'question', 'done', 'not_ours')),
  version integer not null default 1,
  intent text not null,
  decision text not null check (decision in ('auto_draft', 'human_review', 'ask_sender', 'urgent_revoke')),
  -- Sender, subject, text, thread and what was proposed: JSON in an envelope. Null for what was not ours.
  content_sealed bytea,
  -- Orders that came of it.
  order_ids text[] not null default '{}',
  came_at bigint not null,
  -- Of the receipt and of the last answer in the outbox.
  receipt_id text,
  answer_id text,
  done_by text,
  -- Deleted here and in the mailbox from this moment on.
  delete_at bigint not null,
  primary key (school_id, id)
);
create unique index incoming_letter_fingerprint on incoming_letter (fingerprint, school_id);
create index incoming_letter_open on incoming_letter (came_at, school_id) where state in ('waiting', 'question');
create index incoming_letter_sender on incoming_letter (sender_index, school_id, came_at);
create index incoming_letter_delete on incoming_letter (delete_at, school_id);

-- Pictures of a letter, encoded anew; the file itself stays in the mailbox.
create table incoming_file (
  school_id integer not null,
  id text not null,
  letter_id text not null,
  number integer not null,
  name_sealed bytea not null,
  bytes bigint not null,
  -- JPEG in an envelope; null for what is no picture that we read.
  picture_sealed bytea,
  reasons text[] not null default '{}',
  primary key (school_id, id),
  foreign key (school_id, letter_id) references incoming_letter (school_id, id) on delete cascade
);
create index incoming_file_letter on incoming_file (letter_id, school_id, number);

do $$
declare tenant text;
begin
  foreach tenant in array array['mailbox', 'incoming_letter', 'incoming_file'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('alter table %I force row level security', tenant);
    execute format($p$create policy wall on %I using (school_id = current_setting('mleg.school')::integer)
      with check (school_id = current_setting('mleg.school')::integer)$p$, tenant);
    execute format('grant select, insert, update, delete on %I to mleg_app', tenant);
  end loop;
end $$;

-- Which letter an order came with; a person has not yet said that it is the pupil's while `proposed`.
alter table orders add column proposed boolean not null default false;

-- What is sent later may still be taken back (rules.md O7).
alter table outbox add column send_at bigint;
