-- A system may be told who gets no faxes, apart from mail.

alter table write_back_lane add column tells_faxes boolean not null default false;
