-- A file's taking that a crash cut short is known by its silence.

-- When its taking last did something; null: not since it was received.
alter table feedback_file add column alive_at timestamptz;
create index feedback_file_taking on feedback_file (workspace_id) where status = 'taking';
