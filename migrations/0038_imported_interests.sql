-- Interests that the rows of an import stated, and that nothing had stated of the person before.
alter table import add column interests_stated integer not null default 0;
