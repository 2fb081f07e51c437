-- A file's guardians get their log-ins before the file's own transaction; those that it then did not use go again. Runs
-- with the owner's rights, because nobody else may delete an account: this takes away only what has to do with no school
-- and was never logged in to.
create or replace function delete_unused_accounts(p_ids text[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from account where id in (
    select one.id from account one where one.id = any (p_ids)
      and not exists (select 1 from account_school link where link.account_id = one.id)
      and not exists (select 1 from session where session.account_id = one.id)
    for update skip locked)
$$;
revoke all on function delete_unused_accounts(text[]) from public;
grant execute on function delete_unused_accounts(text[]) to mleg_app;
