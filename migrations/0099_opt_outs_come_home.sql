-- The newest opt-out that a pull was told of: opt-outs are asked for since then. Of one whose date has
-- no zone it is the earliest moment that can be meant, so that reading goes on from there as well.
alter table connection add column opt_outs_told timestamptz;

-- Of an opt-out, too, it is known that the one which stands there is ours: undated it comes home, and is no news.
alter table write_back
  drop constraint write_back_ours_check,
  add constraint write_back_ours_check check (kind <> 'erase' or not is_ours);
