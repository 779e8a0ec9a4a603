-- Who made a link or a membership comes back with it when a merge is undone.
alter table person_merge_link add column made_by text not null default '';
alter table person_merge_affiliation add column made_by text not null default '';
