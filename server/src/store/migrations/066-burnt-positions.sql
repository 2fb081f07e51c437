-- After a restore: positions of a status list from here on may have been given out by a database that is no more. They read
-- as revoked and are never given out again. Null: none.
alter table status_list add column burnt_from integer check (burnt_from between 0 and 1048576);
