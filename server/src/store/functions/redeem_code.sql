-- Token request. The lock on the offer makes parallel guesses and redemptions wait for each other. A delivered offer is
-- answered while its ID lives: which keys come is known in the credential step only (rules.md C10). What has expired is
-- `expired` and burns no try, also the digits of an earlier code of this right beside a newer QR (rules.md C2).
create or replace function redeem_code(p_school integer, p_code_hash bytea, p_tx_code_mac bytea, p_token_hash bytea,
  p_dpop_jkt text, p_jti_hash bytea, p_now bigint, p_token_expires_at bigint, out outcome text)
language plpgsql as $$
declare
  v_offer_id text;
  v_offer record;
  v_code record;
  -- An assignment is computed without a statement of its own.
  v_school text;
begin
  v_school := set_config('mleg.school', p_school::text, true);
  if p_jti_hash is not null then
    insert into used_once (school_id, value_hash, expires_at) values (p_school, p_jti_hash, p_now + 600)
    on conflict do nothing;
    if not found then
      outcome := 'dpop_replayed';
      return;
    end if;
  end if;
  outcome := 'invalid_grant';
  select offer_id into v_offer_id from pre_authorized_code where school_id = p_school and code_hash = p_code_hash;
  if not found then
    return;
  end if;
  select o.state, o.expires_at, o.tx_code_check, o.wrong_tries, o.pupil_id, o.right_id, r.state as right_state
    into v_offer
    from offer o join right_to_activate r on r.school_id = o.school_id and r.id = o.right_id
   where o.school_id = p_school and o.id = v_offer_id
     for update of o;
  if v_offer.state not in ('ready', 'used') or v_offer.right_state = 'ended' then
    return;
  end if;
  -- Read again behind the lock: the code may have been redeemed while this request waited.
  select c.used_at, c.expires_at into v_code from pre_authorized_code c
   where c.school_id = p_school and c.code_hash = p_code_hash;
  if not found or v_code.used_at is not null then
    return;
  end if;
  if v_code.expires_at <= p_now or v_offer.expires_at <= p_now then
    outcome := 'expired';
    return;
  end if;
  if (select not bool_or(m.state in ('active', 'suspended')) from mobile_id m
      where m.school_id = p_school and m.offer_id = v_offer_id and m.delivered_at is not null) then
    return;
  end if;
  if (v_offer.tx_code_check is null) <> (p_tx_code_mac is null) then
    outcome := 'invalid_request';
    return;
  end if;
  if v_offer.tx_code_check <> sha256(p_tx_code_mac || convert_to(v_offer_id, 'UTF8')) then
    perform 1 from (select e.id, e.tx_code_check, e.state, e.expires_at from offer e
        where e.school_id = p_school and e.right_id = v_offer.right_id and e.id <> v_offer_id
        order by e.created_at desc limit 50) earlier
     where (earlier.expires_at <= p_now or earlier.state not in ('ready', 'used'))
       and earlier.tx_code_check = sha256(p_tx_code_mac || convert_to(earlier.id, 'UTF8'));
    if found then
      outcome := 'expired';
      return;
    end if;
    update offer set wrong_tries = wrong_tries + 1,
      state = case when wrong_tries + 1 >= 5 then 'locked' else state end
     where school_id = p_school and id = v_offer_id;
    if v_offer.wrong_tries + 1 >= 5 then
      insert into audit_event (school_id, at, event, actor_kind, actor_id, pupil_id, subject)
      values (p_school, p_now, 'offer_locked', 'wallet', 'wallet', v_offer.pupil_id, v_offer_id);
    end if;
    return;
  end if;
  update pre_authorized_code set used_at = p_now where school_id = p_school and code_hash = p_code_hash;
  insert into access_token (school_id, token_hash, offer_id, dpop_jkt, expires_at)
  values (p_school, p_token_hash, v_offer_id, p_dpop_jkt, p_token_expires_at);
  outcome := 'ok';
end $$;
