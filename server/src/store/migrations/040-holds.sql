-- An ID in a phone may be suspended for several reasons at once: each one is lifted by whoever made it, and the ID works
-- again when none is left.

-- rules.md C4, C9, V6, W3: who holds an ID and why. `mobile_id.suspended_by` names the strongest of them.
create table mobile_id_hold (
  school_id integer not null,
  mobile_id text not null,
  held_by text not null check (held_by in ('school', 'guardian', 'pupil', 'lock_code')),
  -- Somebody asked for it, an objection waits, or the paper ID's last day has passed.
  cause text not null check (cause in ('request', 'objection', 'paper_id')),
  actor text not null,
  at bigint not null,
  primary key (school_id, mobile_id, held_by, cause, actor),
  foreign key (school_id, mobile_id) references mobile_id (school_id, id)
);
create index mobile_id_hold_of on mobile_id_hold (mobile_id, school_id);
alter table mobile_id_hold enable row level security;
alter table mobile_id_hold force row level security;
create policy wall on mobile_id_hold using (school_id = current_setting('mleg.school')::integer)
  with check (school_id = current_setting('mleg.school')::integer);
grant select, insert, update, delete on mobile_id_hold to mleg_app;

-- An ID that is suspended has a hold, whoever wrote the state; one that is not has none.
create function keep_mobile_id_holds() returns trigger language plpgsql as $$
begin
  if new.state = 'suspended' then
    insert into mobile_id_hold (school_id, mobile_id, held_by, cause, actor, at)
    select new.school_id, new.id, coalesce(new.suspended_by, 'school'),
      case when new.suspended_by_actor in ('objection', 'paper_id') then new.suspended_by_actor else 'request' end,
      coalesce(new.suspended_by_actor, 'school'), new.created_at
     where not exists (select 1 from mobile_id_hold h where h.school_id = new.school_id and h.mobile_id = new.id);
  else
    delete from mobile_id_hold h where h.school_id = new.school_id and h.mobile_id = new.id;
  end if;
  return null;
end $$;
create trigger mobile_id_born_held after insert on mobile_id for each row
  when (new.state = 'suspended') execute function keep_mobile_id_holds();
create trigger mobile_id_holds_kept after update of state on mobile_id for each row
  when (old.state is distinct from new.state) execute function keep_mobile_id_holds();

do $holds$
declare
  v_school integer;
begin
  for v_school in select school_id from school_directory loop
    perform set_config('mleg.school', v_school::text, true);
    insert into mobile_id_hold (school_id, mobile_id, held_by, cause, actor, at)
    select m.school_id, m.id, coalesce(m.suspended_by, 'school'),
      case when m.suspended_by_actor = 'objection' then 'objection' else 'request' end,
      coalesce(m.suspended_by_actor, 'school'),
      coalesce((select max(a.at) from audit_event a where a.school_id = m.school_id and a.pupil_id = m.pupil_id
        and a.subject = m.id and a.event = 'mobile_id_suspended'), m.created_at)
      from mobile_id m where m.school_id = v_school and m.state = 'suspended';
  end loop;
end
$holds$;

-- rules.md V6: whose last day has passed, minute by minute.
create index paper_id_last_day on paper_id (valid_until, school_id) where state = 'valid';
