-- Takes `p_count` entries of the online (or one of the offline) lists; list_id * 2^20 + position each.
create or replace function take_status_entries(p_school integer, p_mobile_id text, p_offline boolean, p_thumbprints bytea,
  p_now bigint)
returns bigint[] language plpgsql as $$
declare
  v_taken bigint;
  v_list integer;
  v_position integer;
  v_all bigint[] := '{}';
begin
  for v_member in 1 .. length(p_thumbprints) / 32 loop
    if p_offline then
      v_taken := nextval('status_offline_sequence');
      v_list := (v_taken >> 20) * 2 + 1;
    else
      v_taken := nextval('status_online_sequence');
      v_list := (v_taken >> 20) * 2;
    end if;
    v_position := v_taken & 1048575;
    -- The next list is there long before it is needed; many positions see to it, since one may be rolled back.
    if v_position < 64 then
      insert into status_list (list_id, kind, created_at)
      values (v_list + 2, case when p_offline then 'offline' else 'online' end, p_now) on conflict do nothing;
    end if;
    insert into status_entry (school_id, list_id, position, mobile_id, member, key_thumbprint)
    values (p_school, v_list, v_position, p_mobile_id, case when p_offline then 100 else v_member end,
      substr(p_thumbprints, 32 * v_member - 31, 32));
    v_all := v_all || (v_list::bigint * 1048576 + v_position);
  end loop;
  return v_all;
end $$;
