-- Why no further phone gets an ID of this pupil under this offer, null where one may: the offer belongs to the keys of its
-- first delivery (rules.md C10), a suspension that no code passes (C9), as many phones as the school allows (C5). Asked
-- behind the lock on the pupil, before the signature and again where the ID is delivered.
create or replace function refuse_phone(p_school integer, p_pupil text, p_offer text) returns text
language plpgsql stable as $$
begin
  perform 1 from mobile_id m
   where m.school_id = p_school and m.offer_id = p_offer and m.delivered_at is not null;
  if found then
    return 'other_phone';
  end if;
  return coalesce(code_stop(p_school, p_pupil), (
    select 'phones_max' from school s
     where s.school_id = p_school and s.devices = 'many' and s.devices_max <= (select count(*) from mobile_id m
       where m.school_id = p_school and m.pupil_id = p_pupil and m.state in ('active', 'suspended')
         and m.delivered_at is not null)));
end $$;
