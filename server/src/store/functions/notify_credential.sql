-- Notification (OpenID4VCI 1.0 section 11): idempotent, a late or second one changes nothing. One that comes during a
-- suspension is kept: what was accepted is confirmed, what was deleted is revoked.
create or replace function notify_credential(p_school integer, p_token_hash bytea, p_dpop_jkt text, p_jti_hash bytea,
  p_event text, p_now bigint, out outcome text)
language plpgsql as $$
declare
  v_used record;
  v_token access_token;
  v_offer_id text;
  v_pupil_id text;
begin
  select * into v_used
    from use_token(p_school, p_token_hash, p_dpop_jkt, p_jti_hash, null, null, p_now) u;
  outcome := v_used.outcome;
  if outcome <> 'ok' then
    return;
  end if;
  v_token := v_used.token;
  -- Before the offer, as deliveries and revocations do.
  perform 1 from pupil p join offer o on o.school_id = p.school_id and o.pupil_id = p.id
    where o.school_id = p_school and o.id = v_token.offer_id for no key update of p;
  select o.id into v_offer_id from offer o where o.school_id = p_school and o.id = v_token.offer_id for update;
  select m.pupil_id into v_pupil_id from mobile_id m
   where m.school_id = p_school and m.id = v_token.mobile_id and m.delivered_at is not null;
  if not found then
    outcome := 'invalid_notification_id';
    return;
  end if;
  if p_event = 'credential_accepted' then
    update mobile_id set confirmed_at = p_now
     where school_id = p_school and id = v_token.mobile_id and state in ('active', 'suspended')
       and confirmed_at is null;
    if found then
      update offer set confirmed_at = p_now where school_id = p_school and id = v_offer_id;
      insert into audit_event (school_id, at, event, actor_kind, actor_id, pupil_id, subject)
      values (p_school, p_now, 'mobile_id_confirmed', 'wallet', 'wallet', v_pupil_id, v_token.mobile_id);
    end if;
    return;
  end if;
  if end_mobile_id(p_school, v_token.mobile_id, 'revoked',
    case p_event when 'credential_deleted' then 'resignation' else 'malfunction' end, p_now, false) then
    insert into audit_event (school_id, at, event, actor_kind, actor_id, pupil_id, subject)
    values (p_school, p_now,
      case p_event when 'credential_deleted' then 'mobile_id_credential_deleted' else 'mobile_id_credential_failure' end,
      'wallet', 'wallet', v_pupil_id, v_token.mobile_id);
  end if;
end $$;
