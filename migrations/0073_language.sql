-- The language somebody chose for the screens (src/web/languages); null as the browser says. Not
-- checked here: a language that is no more is as none chosen.

alter table user_account add column language text check (length(language) between 2 and 20);
