-- Links that need no sign-in, the page behind them, and opt-outs that no person made.

-- What a mailing is about: leaving it by its link leaves this topic. Null: leaves everything.
alter table campaign add column topic_id integer,
  add foreign key (workspace_id, topic_id) references topic (workspace_id, id);

-- The firm's own words on its preference page; empty ones are those of the catalogue.
create table preference_page (
  workspace_id integer primary key references workspace (id),
  -- What the firm's words and topics are written in, and the page where the visitor's is not there.
  language text not null default 'en' check (language ~ '^[a-z]{2}$'),
  heading text not null default '' check (length(heading) <= 120),
  intro text not null default '' check (length(intro) <= 1000),
  imprint text not null default '' check (length(imprint) <= 500),
  -- How a person reaches the firm where the page cannot help.
  contact text not null default '' check (length(contact) <= 200),
  colour text not null default '' check (colour ~ '^(#[0-9a-f]{6})?$'),
  -- Links are made under the newest key; those under a key before the oldest lead nowhere.
  link_key smallint not null default 1 check (link_key between 1 and 255),
  oldest_link_key smallint not null default 1 check (oldest_link_key between 1 and link_key)
);

create index consent_fact_campaign on consent_fact (workspace_id, campaign_id)
  where campaign_id is not null;

-- Why an opt-out may not have been the person's doing, where that shows only afterwards, from the
-- events around it. Derived: it may be dropped and found again. What the moment itself told stands
-- in the fact.
create table consent_doubt (
  workspace_id integer not null,
  fact_id integer not null,
  rule text not null check (rule in ('scan', 'links', 'domain')),
  reason text not null,
  rule_version smallint not null,
  primary key (workspace_id, fact_id),
  foreign key (workspace_id, fact_id) references consent_fact (workspace_id, id) on delete cascade
);

-- What the doubts of a campaign were found from; where it is another by now, they are found again.
create table doubt_look (
  workspace_id integer not null,
  campaign_id integer not null,
  rule_version smallint not null,
  opt_outs integer not null,
  events bigint not null,
  primary key (workspace_id, campaign_id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete cascade
);

-- What somebody decided about a doubtful opt-out. Never derived, never changed.
create table consent_doubt_decision (
  workspace_id integer not null,
  fact_id integer not null,
  decision text not null check (decision in ('person', 'machine')),
  evidence text not null default '',
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (workspace_id, fact_id),
  foreign key (workspace_id, fact_id) references consent_fact (workspace_id, id) on delete cascade,
  check (decision = 'person' or evidence <> '')
);
revoke update on consent_doubt_decision from homing_app;

-- Every opt-out with a doubt, whichever way it was found.
create view doubtful_opt_out with (security_invoker = true) as
  select x.workspace_id, x.fact_id, x.doubt, d.decision
  from (
    select workspace_id, id as fact_id, doubt from consent_fact where doubt <> '' and not opted_in
    union all
    select c.workspace_id, c.fact_id, c.reason
    from consent_doubt c
    join consent_fact f on f.workspace_id = c.workspace_id and f.id = c.fact_id
    where f.doubt = ''
  ) x
  left join consent_doubt_decision d
    on d.workspace_id = x.workspace_id and d.fact_id = x.fact_id;

call fence('preference_page');
call fence('consent_doubt');
call fence('doubt_look');
call fence('consent_doubt_decision');
