-- rules.md C3: no order waits for a phone whose right has ended or went over to a later order.
do $orders$
declare
  v_school integer;
begin
  for v_school in select school_id from school_directory loop
    perform set_config('mleg.school', v_school::text, true);
    update orders o set state = 'withdrawn', version = version + 1
     where o.school_id = v_school and o.state in ('accepted', 'issued') and not exists (select 1 from right_to_activate r
       where r.school_id = o.school_id and r.pupil_id = o.pupil_id and r.state <> 'ended');
    update orders o set state = 'closed', version = version + 1
     where o.school_id = v_school and o.state = 'issued' and exists (select 1 from right_to_activate r
       where r.school_id = o.school_id and r.pupil_id = o.pupil_id and r.state <> 'ended' and r.order_id is distinct from o.id);
  end loop;
end
$orders$;
