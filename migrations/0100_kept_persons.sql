-- What holds of persons is kept beside what holds of addresses (0070), folded in by the same job from the same notes.

-- Of the persons place * 64 .. place * 64 + 63: who complained, left everything, or the topic.
create table consent_kept_person (
  workspace_id integer not null references workspace (id),
  topic_id integer not null,
  place integer not null,
  complained bigint not null,
  everything bigint not null,
  topic bigint not null,
  primary key (workspace_id, topic_id, place)
);
call fence('consent_kept_person');

-- What is kept says nothing of persons yet: both are made within a minute, and worked out until then. Not by
-- delete: behind the fence the owner sees no rows.
truncate consent_kept_of, consent_kept;
