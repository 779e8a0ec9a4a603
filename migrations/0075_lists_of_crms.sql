-- Which of a CRM's records was put on a list by Homing: "Contacts 1f2e…". That one alone is taken off
-- again. Empty: nobody was put on, or the list holds no records.
alter table push_item add column record text not null default '';
