-- A campaign may be a copy of a mailing that was prepared at its ESP: it is made by being sent.

-- The copies of its master that were there when its own was asked for; null: none was asked for.
-- Together with schedule_called_at: the call is not answered, and must never be made again unasked.
alter table campaign_draft add column copies_before text[];
