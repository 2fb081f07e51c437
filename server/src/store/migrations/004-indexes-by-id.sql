-- An index by the id of another row, by a keyed hash or by a name is led by it; the school follows. With the school
-- first, every index of a table looks as good as any other while the table has no statistics, and a whole school is
-- read for one row. And what had no index gets one: a pupil's orders, a pupil's paper IDs.

drop index pupil_name;
create index pupil_name on pupil (name_key, school_id);
drop index pupil_address;
create index pupil_address on pupil (address_index, school_id);
drop index pupil_last4;
create index pupil_last4 on pupil (personal_id_last4_index, school_id);
drop index guardian_account;
create index guardian_account on guardian (account_id, school_id);
drop index guardianship_guardian;
create index guardianship_guardian on guardianship (guardian_id, school_id);
create index paper_id_pupil on paper_id (pupil_id, school_id, created_at);
drop index paper_id_current;
create unique index paper_id_current on paper_id (pupil_id, school_id) where state = 'valid';
drop index portrait_accepted;
create unique index portrait_accepted on portrait (pupil_id, school_id) where state = 'accepted';
drop index portrait_pupil;
create index portrait_pupil on portrait (pupil_id, school_id, created_at);
drop index orders_open;
create unique index orders_open on orders (pupil_id, school_id)
  where state in ('received', 'incomplete', 'to_check', 'accepted');
create index orders_pupil on orders (pupil_id, school_id, received_at);
drop index message_guardian;
create index message_guardian on message (guardian_id, school_id, created_at);
drop index right_standing;
create unique index right_standing on right_to_activate (pupil_id, school_id) where state <> 'ended';
drop index offer_right;
create index offer_right on offer (right_id, school_id);
drop index pre_authorized_code_offer;
create index pre_authorized_code_offer on pre_authorized_code (offer_id, school_id);
drop index mobile_id_pupil;
create index mobile_id_pupil on mobile_id (pupil_id, school_id);
drop index mobile_id_offer;
create index mobile_id_offer on mobile_id (offer_id, school_id);
drop index status_entry_mobile_id;
create index status_entry_mobile_id on status_entry (mobile_id, school_id);
drop index letter_pupil;
create index letter_pupil on letter (pupil_id, school_id);
drop index audit_event_pupil;
create index audit_event_pupil on audit_event (pupil_id, school_id, id);
