-- GET of the credential offer: mints a pre-authorized code, keeps the three newest alive. A delivered offer is opened for
-- the phone that may come again (rules.md C10); `superseded` tells that phone that the ID of another one took its place.
create or replace function open_offer(p_school integer, p_offer text, p_code_hash bytea, p_now bigint,
  p_code_expires_at bigint, out outcome text, out needs_tx_code boolean)
language plpgsql as $$
declare
  v_offer record;
  v_phone record;
  -- An assignment is computed without a statement of its own.
  v_school text;
begin
  v_school := set_config('mleg.school', p_school::text, true);
  select o.state, o.expires_at, o.pupil_id, o.tx_code_check is not null as asks, r.state as right_state
    into v_offer
    from offer o join right_to_activate r on r.school_id = o.school_id and r.id = o.right_id
   where o.school_id = p_school and o.id = p_offer
     for update of o;
  if not found then
    outcome := 'not_found';
    return;
  end if;
  select bool_or(m.state in ('active', 'suspended')) as is_alive, bool_or(m.state = 'superseded') as is_superseded
    into v_phone
    from mobile_id m where m.school_id = p_school and m.offer_id = p_offer and m.delivered_at is not null;
  outcome := case
    when not v_phone.is_alive and v_phone.is_superseded then 'superseded'
    when not v_phone.is_alive then 'used'
    when v_offer.right_state = 'ended' then 'replaced'
    when v_offer.state not in ('ready', 'used') then v_offer.state
    when v_offer.expires_at <= p_now then 'expired'
    when v_phone.is_alive is null then coalesce(code_stop(p_school, v_offer.pupil_id), 'ok')
    else 'ok' end;
  if outcome <> 'ok' then
    return;
  end if;
  delete from pre_authorized_code where school_id = p_school and code_hash in (
    select c.code_hash from pre_authorized_code c
     where c.school_id = p_school and c.offer_id = p_offer and c.used_at is null
     order by c.created_at desc, c.expires_at desc offset 2);
  insert into pre_authorized_code (school_id, code_hash, offer_id, created_at, expires_at)
  values (p_school, p_code_hash, p_offer, p_now, p_code_expires_at);
  needs_tx_code := v_offer.asks;
end $$;
