-- The whole schema. Conventions:
--   *_at   bigint, epoch seconds; the time is always an argument, never now()
--   *_on   date
--   *_sealed  bytea, envelope of keys/envelope.ts (AAD = table|column|row id)
--   *_index   bytea, keyed blind index (HMAC); *_hash  bytea, SHA-256 of 128 random bits
-- Tenant tables have school_id first in their primary key and a forced wall: without `mleg.school` every
-- statement fails, with it the other schools do not exist.

-- ---------------------------------------------------------------- not tenant tables, by name
create table operator_setting (
  name text primary key,
  value text not null
);

create table school_directory (
  school_id integer generated always as identity primary key,
  rspo text not null unique check (rspo ~ '^[0-9]{1,10}$'),
  name text not null,
  short_name text not null,
  address text not null,
  phone text not null default '',
  email text not null default '',
  office_hours text not null default '',
  created_at bigint not null
);

create table account (
  id text primary key,
  -- HMAC of the lower-cased address: who has an account is not readable from a copy of the database.
  email_index bytea unique,
  name text not null,
  language text not null default 'pl' check (language in ('pl', 'en', 'uk')),
  created_at bigint not null,
  disabled_at bigint
);

-- Which schools a person has to do with; the person's rights there stand behind that school's wall.
create table account_school (
  account_id text not null references account (id) on delete cascade,
  school_id integer not null references school_directory (school_id),
  face text not null check (face in ('panel', 'portal')),
  primary key (account_id, school_id, face)
);

create table login_link (
  token_hash bytea primary key,
  account_id text not null references account (id) on delete cascade,
  face text not null check (face in ('panel', 'portal')),
  created_at bigint not null,
  expires_at bigint not null,
  -- Demo links work any number of times.
  reusable boolean not null default false,
  used_at bigint
);

create table session (
  token_hash bytea primary key,
  account_id text not null references account (id) on delete cascade,
  face text not null check (face in ('panel', 'portal')),
  school_id integer references school_directory (school_id),
  created_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null
);
create index session_account on session (account_id);

create table check_session (
  id text primary key,
  profile text not null,
  state text not null check (state in ('waiting', 'opened', 'done', 'declined', 'expired')),
  secret_hash bytea not null,
  code_hash bytea,
  code_expires_at bigint,
  -- Request keys, nonce, and after the answer verdict and disclosed claims.
  data_sealed bytea not null,
  created_at bigint not null,
  expires_at bigint not null
);
create unique index check_session_code on check_session (code_hash) where code_hash is not null;

-- „kod zamiast QR”: names the school, because twelve characters have no room for it.
create table typed_code (
  code_index bytea primary key,
  school_id integer not null references school_directory (school_id),
  expires_at bigint not null
);

create table lock_code (
  code_index bytea primary key,
  school_id integer not null references school_directory (school_id),
  right_id text not null
);

create table status_list (
  list_id integer primary key,
  kind text not null check (kind in ('online', 'offline')),
  -- Counts changes; a publisher that holds an older number rebuilds.
  version bigint not null default 0,
  created_at bigint not null,
  closed_at bigint
);

-- Entries that are not valid. No school, no person: a position becomes an index by a key outside the database.
create table status_mark (
  list_id integer not null,
  position integer not null check (position >= 0 and position < 1048576),
  value smallint not null check (value in (1, 2)),
  primary key (list_id, position)
);
create sequence status_online_sequence minvalue 0 start 0;
create sequence status_offline_sequence minvalue 0 start 0;

-- Other operators whose lists this server's verifier trusts, beside its own.
create table trust_entry (
  issuer text primary key,
  entry text not null,
  added_at bigint not null
);

-- ---------------------------------------------------------------- tenant tables
create table school (
  school_id integer primary key references school_directory (school_id),
  basis text not null default 'application' check (basis in ('application', 'objection')),
  devices text not null default 'one' check (devices in ('one', 'many')),
  devices_max integer check (devices_max between 1 and 1000),
  deadline_working_days integer not null default 7 check (deadline_working_days between 1 and 60),
  approval_steps integer not null default 1 check (approval_steps in (1, 2)),
  channels text[] not null default '{journal,mailbox,paper}',
  needs_application boolean not null default false,
  letter_days integer not null default 14 check (letter_days between 7 and 30),
  split_codes boolean not null default false,
  -- Per-school data key, wrapped by the master key that never enters the database.
  data_key_wrapped bytea not null,
  audit_sealed_no bigint not null default 0,
  audit_head bytea not null default '\x'
);

create table case_counter (
  school_id integer not null references school (school_id),
  year integer not null,
  last_number integer not null,
  primary key (school_id, year)
);

create table membership (
  school_id integer not null references school (school_id),
  account_id text not null references account (id),
  role text not null check (role in ('head_teacher', 'office', 'class_teacher', 'data_protection', 'operator')),
  class_groups text[] not null default '{}',
  email text,
  created_at bigint not null,
  -- A delegation ends; a membership of one's own does not.
  ends_at bigint,
  primary key (school_id, account_id, role)
);

create table api_key (
  school_id integer not null references school (school_id),
  key_hash bytea not null,
  id text not null,
  label text not null,
  created_at bigint not null,
  revoked_at bigint,
  primary key (school_id, key_hash)
);

create table pupil (
  school_id integer not null references school (school_id),
  id text not null,
  external_id text not null,
  given_names text not null,
  surname text not null,
  -- Folded for search: lower case, no diacritics.
  name_key text not null,
  birth_on date not null,
  class_group text not null,
  status text not null default 'pupil' check (status in ('pupil', 'left', 'graduated')),
  status_on date,
  status_reason text,
  personal_id_type text not null check (personal_id_type in ('pesel', 'passport', 'other')),
  personal_id_country text not null,
  personal_id_sealed bytea not null,
  personal_id_index bytea not null,
  personal_id_last4_index bytea,
  address_sealed bytea,
  address_index bytea,
  address_protected boolean not null default false,
  objection_at bigint,
  objection_by text,
  created_at bigint not null,
  updated_at bigint not null,
  version integer not null default 1,
  primary key (school_id, id),
  unique (school_id, external_id),
  unique (school_id, personal_id_index)
);
create index pupil_class on pupil (school_id, class_group, name_key);
create index pupil_name on pupil (school_id, name_key);
create index pupil_last4 on pupil (school_id, personal_id_last4_index);
create index pupil_address on pupil (school_id, address_index);

create table guardian (
  school_id integer not null,
  id text not null,
  account_id text references account (id),
  name text not null,
  email text,
  phone text,
  language text not null default 'pl' check (language in ('pl', 'en', 'uk')),
  created_at bigint not null,
  primary key (school_id, id),
  foreign key (school_id) references school (school_id)
);
create index guardian_account on guardian (school_id, account_id);

create table guardianship (
  school_id integer not null,
  pupil_id text not null,
  guardian_id text not null,
  rights text not null check (rights in ('full', 'limited', 'none')),
  may_order boolean not null,
  may_collect boolean not null,
  sees_address boolean not null,
  created_at bigint not null,
  primary key (school_id, pupil_id, guardian_id),
  foreign key (school_id, pupil_id) references pupil (school_id, id),
  foreign key (school_id, guardian_id) references guardian (school_id, id)
);
create index guardianship_guardian on guardianship (school_id, guardian_id);

create table paper_id (
  school_id integer not null,
  id text not null,
  pupil_id text not null,
  kind text not null check (kind in ('booklet', 'card')),
  number text not null,
  issued_on date not null,
  valid_until date not null,
  -- An ID past its date stays `valid` here: expired is not a decision (rules.md V1).
  state text not null default 'valid' check (state in ('valid', 'lost', 'withdrawn', 'replaced')),
  created_at bigint not null,
  primary key (school_id, id),
  unique (school_id, number),
  foreign key (school_id, pupil_id) references pupil (school_id, id)
);
create unique index paper_id_current on paper_id (school_id, pupil_id) where state = 'valid';

create table portrait (
  school_id integer not null,
  id text not null,
  pupil_id text not null,
  state text not null check (state in ('new', 'waiting', 'accepted', 'refused')),
  reasons text[] not null default '{}',
  refusal text,
  -- 700x900 master; `picture` 240x300 JPEG; `picture_low` WebP 48x62; `picture_link` WebP of at most 330 B.
  master_sealed bytea not null,
  picture_sealed bytea not null,
  picture_low_sealed bytea not null,
  picture_link_sealed bytea not null,
  created_at bigint not null,
  created_by text not null,
  decided_at bigint,
  decided_by text,
  primary key (school_id, id),
  foreign key (school_id, pupil_id) references pupil (school_id, id)
);
create unique index portrait_accepted on portrait (school_id, pupil_id) where state = 'accepted';
create index portrait_pupil on portrait (school_id, pupil_id, created_at);

-- An order (the office says „sprawa”); `orders` because ORDER is a word of SQL.
create table orders (
  school_id integer not null,
  id text not null,
  pupil_id text not null,
  case_number text not null,
  channel text not null check (channel in ('journal', 'mailbox', 'paper', 'portal', 'api', 'desk')),
  state text not null check (state in
    ('received', 'incomplete', 'to_check', 'accepted', 'issued', 'closed', 'refused', 'withdrawn')),
  missing text[] not null default '{}',
  requester_name text not null,
  requester_email text,
  requester_guardian_id text,
  requester_known boolean not null,
  may_pupil_collect boolean not null default false,
  notice_version text,
  received_at bigint not null,
  -- Stopped while null (rules.md O2).
  clock_started_on date,
  due_on date,
  refusal_reason text,
  refusal_note text,
  decided_by text,
  decided_at bigint,
  version integer not null default 1,
  primary key (school_id, id),
  unique (school_id, case_number),
  foreign key (school_id, pupil_id) references pupil (school_id, id)
);
create index orders_state on orders (school_id, state, due_on);
create unique index orders_open on orders (school_id, pupil_id)
  where state in ('received', 'incomplete', 'to_check', 'accepted');

create table message (
  school_id integer not null,
  id text not null,
  pupil_id text not null,
  guardian_id text not null,
  sent_by text not null check (sent_by in ('school', 'guardian')),
  subject text not null,
  body_sealed bytea not null,
  code_ready boolean not null default false,
  created_at bigint not null,
  read_at bigint,
  primary key (school_id, id),
  foreign key (school_id, pupil_id) references pupil (school_id, id),
  foreign key (school_id, guardian_id) references guardian (school_id, id)
);
create index message_guardian on message (school_id, guardian_id, created_at);

create table right_to_activate (
  school_id integer not null,
  id text not null,
  pupil_id text not null,
  order_id text,
  state text not null default 'open' check (state in ('open', 'used', 'ended')),
  ended_reason text,
  created_at bigint not null,
  ended_at bigint,
  primary key (school_id, id),
  foreign key (school_id, pupil_id) references pupil (school_id, id)
);
create unique index right_standing on right_to_activate (school_id, pupil_id) where state <> 'ended';

create table offer (
  school_id integer not null,
  -- Derived from the handle by SHA-256, so that the handle itself is nowhere in the database.
  id text not null,
  right_id text not null,
  pupil_id text not null,
  delivery text not null check (delivery in ('portal', 'journal', 'letter', 'email')),
  state text not null default 'ready' check (state in ('ready', 'used', 'expired', 'locked', 'replaced')),
  -- SHA-256(HMAC(key outside the database, code) || offer id); null when the offer asks for none.
  tx_code_check bytea,
  wrong_tries smallint not null default 0,
  created_by text not null,
  created_at bigint not null,
  expires_at bigint not null,
  confirmed_at bigint,
  primary key (school_id, id),
  foreign key (school_id, right_id) references right_to_activate (school_id, id)
);
create index offer_right on offer (school_id, right_id);

create table pre_authorized_code (
  school_id integer not null,
  code_hash bytea not null,
  offer_id text not null,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint,
  primary key (school_id, code_hash)
);
create index pre_authorized_code_offer on pre_authorized_code (school_id, offer_id);

create table access_token (
  school_id integer not null,
  token_hash bytea not null,
  offer_id text not null,
  -- RFC 9449 6: thumbprint of the key the token is bound to.
  dpop_jkt text,
  expires_at bigint not null,
  -- SHA-256 over the sorted thumbprints: the same keys re-mint, other keys are refused.
  key_set bytea,
  offline_key bytea,
  mobile_id text,
  primary key (school_id, token_hash)
);

create table used_once (
  school_id integer not null,
  -- SHA-256 of a c_nonce or of a DPoP jti with its key.
  value_hash bytea not null,
  expires_at bigint not null,
  primary key (school_id, value_hash)
);

create table device (
  school_id integer not null,
  id text not null,
  pupil_id text not null,
  -- „Telefon 1”.
  number integer not null,
  created_at bigint not null,
  primary key (school_id, id),
  unique (school_id, pupil_id, number)
);

create table mobile_id (
  school_id integer not null,
  id text not null,
  pupil_id text not null,
  right_id text not null,
  offer_id text not null,
  device_id text not null,
  paper_id text not null,
  state text not null default 'active'
    check (state in ('active', 'suspended', 'revoked', 'expired', 'superseded')),
  valid_until date not null,
  activated_by text not null,
  suspended_by text check (suspended_by in ('school', 'guardian', 'pupil', 'lock_code')),
  suspended_by_actor text,
  reason text check (reason in ('device_lost', 'device_stolen', 'device_damaged', 'malfunction', 'resignation',
    'objection', 'paper_lost', 'paper_withdrawn', 'left_school', 'data_error', 'fraud')),
  -- The intent; nothing is signed before it is committed.
  created_at bigint not null,
  delivered_at bigint,
  confirmed_at bigint,
  ended_at bigint,
  primary key (school_id, id),
  foreign key (school_id, pupil_id) references pupil (school_id, id)
);
create index mobile_id_pupil on mobile_id (school_id, pupil_id);
create index mobile_id_offer on mobile_id (school_id, offer_id);

create table status_entry (
  school_id integer not null,
  list_id integer not null,
  position integer not null,
  mobile_id text not null,
  -- Place in the batch; the offline variants share one entry.
  member smallint not null,
  key_thumbprint bytea not null,
  primary key (school_id, list_id, position)
);
create index status_entry_mobile_id on status_entry (school_id, mobile_id);

create table letter (
  school_id integer not null,
  id text not null,
  pupil_id text not null,
  offer_id text not null,
  state text not null default 'printed' check (state in ('printed', 'collected', 'replaced')),
  created_by text not null,
  created_at bigint not null,
  primary key (school_id, id),
  foreign key (school_id, pupil_id) references pupil (school_id, id)
);
create index letter_pupil on letter (school_id, pupil_id);

-- Who collected which letter (requirement A20).
create table collection (
  school_id integer not null,
  letter_id text not null,
  collected_by text not null,
  handed_out_by text not null,
  collected_at bigint not null,
  primary key (school_id, letter_id),
  foreign key (school_id, letter_id) references letter (school_id, id)
);

create table idempotency (
  school_id integer not null,
  key_hash bytea not null,
  request_hash bytea not null,
  -- Null while the first request runs and after ten minutes.
  answer_sealed bytea,
  created_at bigint not null,
  primary key (school_id, key_hash)
);

create table audit_event (
  school_id integer not null,
  id bigint generated always as identity,
  at bigint not null,
  event text not null,
  -- staff, guardian, pupil, api, wallet, system
  actor_kind text not null,
  actor_id text not null,
  pupil_id text,
  subject text,
  note text,
  -- Sealed a moment later in the order of ids (audit/seal.ts): a chain in the writing transaction would make
  -- every activation of a school wait for the one before.
  sealed_no bigint,
  hash bytea,
  primary key (school_id, id)
);
create index audit_event_pupil on audit_event (school_id, pupil_id, id);
create index audit_event_unsealed on audit_event (school_id, id) where hash is null;
create unique index audit_event_sealed on audit_event (school_id, sealed_no) where sealed_no is not null;

-- ---------------------------------------------------------------- walls and grants
do $walls$
declare
  tenant_table text;
begin
  foreach tenant_table in array array[
    'school', 'case_counter', 'membership', 'api_key', 'pupil', 'guardian', 'guardianship', 'paper_id', 'portrait',
    'orders', 'message', 'right_to_activate', 'offer', 'pre_authorized_code', 'access_token', 'used_once', 'device',
    'mobile_id', 'status_entry', 'letter', 'collection', 'idempotency', 'audit_event']
  loop
    execute format('alter table %I enable row level security', tenant_table);
    execute format('alter table %I force row level security', tenant_table);
    execute format(
      'create policy wall on %I using (school_id = current_setting(''mleg.school'')::integer)
         with check (school_id = current_setting(''mleg.school'')::integer)', tenant_table);
  end loop;
end
$walls$;

grant usage on schema public to mleg_app, mleg_public;
grant select, insert, update on all tables in schema public to mleg_app;
grant usage on all sequences in schema public to mleg_app;
grant delete on pre_authorized_code, access_token, used_once, idempotency, typed_code, login_link, session,
  check_session, guardianship, status_mark to mleg_app;
-- History is only ever added to; sealing goes through its own function.
revoke update on audit_event from mleg_app;
revoke insert, update on migration from mleg_app;
grant select on status_list, status_mark, trust_entry, school_directory, operator_setting to mleg_public;
