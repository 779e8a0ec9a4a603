-- The mail itself, as its ESP tells it: what recipients saw, to be shown with the clicks of each link
-- beside it. Written to everybody, about nobody.
create table campaign_mail (
  workspace_id integer not null references workspace (id),
  campaign_id integer not null,
  -- Null: it is longer than is kept.
  html text,
  chars integer not null,
  read_at timestamptz not null,
  primary key (workspace_id, campaign_id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete cascade
);
call fence('campaign_mail');
