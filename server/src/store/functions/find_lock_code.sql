-- School and pupil behind a lock code that lives (rules.md C9): its right stands, and so does what gave it to its holder: a
-- guardian's full rights, or the letter or reply that it stands on. The same steps for a code that nobody has.
create or replace function find_lock_code(p_code_index bytea, out school integer, out pupil_id text, out born_on text,
  out is_guardians boolean)
language plpgsql as $$
declare
  v_code record;
begin
  select l.school_id, l.right_id, l.holder, l.ended into v_code from lock_code l where l.code_index = p_code_index;
  perform set_config('mleg.school', coalesce(v_code.school_id, 0)::text, true);
  select r.school_id, r.pupil_id, p.birth_on::text, coalesce(v_code.holder like 'guardian:%', false)
    into school, pupil_id, born_on, is_guardians
    from right_to_activate r join pupil p on p.school_id = r.school_id and p.id = r.pupil_id
   where r.school_id = coalesce(v_code.school_id, 0) and r.id = coalesce(v_code.right_id, '') and r.state <> 'ended'
     and not v_code.ended and case
       when v_code.holder is null then true
       when v_code.holder like 'guardian:%' then exists (
         select 1 from guardianship s
           join guardian g on g.school_id = s.school_id and g.id = s.guardian_id
           join account a on a.id = g.account_id and a.disabled_at is null
          where s.school_id = r.school_id and s.pupil_id = r.pupil_id and s.rights = 'full'
            and a.id = substr(v_code.holder, 10))
       else exists (select 1 from offer o where o.school_id = r.school_id and o.id = substr(v_code.holder, 7)
         and o.state <> 'replaced') end;
end $$;
