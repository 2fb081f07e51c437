-- What codes live and die with.

-- rules.md C9: an ID that the school suspended was ended by somebody else; no code is given or taken until the school
-- lifts its suspension.
alter table right_to_activate add column stopped_at bigint;
-- `suspended_by` of an ended ID says that such a suspension goes on; none has been kept so far.
do $schools$
declare
  v_school integer;
begin
  for v_school in select school_id from school_directory loop
    perform set_config('mleg.school', v_school::text, true);
    update mobile_id set suspended_by = null
     where school_id = v_school and state <> 'suspended' and suspended_by is not null;
  end loop;
end
$schools$;

-- rules.md C2: kod zamiast QR and activation code of the portal's page, to show the same again while it stands open.
alter table offer add column codes_sealed bytea;
create index offer_codes_sealed on offer (expires_at, school_id) where codes_sealed is not null;

-- rules.md C9: whose lock code it is: `guardian:<account>`, or `offer:<id>` of the letter or reply it stands on; null is
-- a code of the right itself.
alter table lock_code add column holder text;
alter table lock_code add column ended boolean not null default false;
create index lock_code_right on lock_code (right_id, school_id);
