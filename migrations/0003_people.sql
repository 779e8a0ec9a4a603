-- People, the organizations they belong to, and the addresses they are written to at.

create table owner (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  name text not null,
  email text not null default '',
  unique (workspace_id, name)
);

create table organization (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  external_id text,
  kind text not null check (kind in ('company', 'household')),
  name text not null,
  owner_id integer references owner (id),
  phone text not null default '',
  city text not null default '',
  country text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index organization_external on organization (workspace_id, external_id)
  where external_id is not null;
create index organization_name on organization (workspace_id, lower(name), id);
create index organization_name_prefix on organization
  (workspace_id, lower(name) text_pattern_ops);

create table person (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  external_id text,
  -- Where the person was first met: an import, an ESP's report, or a colleague's hand.
  origin text not null check (origin in ('import', 'esp', 'user', 'api')),
  name text not null,
  first_name text not null default '',
  last_name text not null default '',
  job_title text not null default '',
  phone text not null default '',
  city text not null default '',
  country text not null default '',
  owner_id integer references owner (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index person_external on person (workspace_id, external_id)
  where external_id is not null;
create index person_name on person (workspace_id, lower(name), id);
create index person_name_prefix on person (workspace_id, lower(name) text_pattern_ops);
create index person_last_name_prefix on person (workspace_id, lower(last_name) text_pattern_ops);
create index person_owner on person (workspace_id, owner_id);

-- A person may belong to a company and to a household at once.
create table affiliation (
  workspace_id integer not null references workspace (id),
  person_id integer not null references person (id) on delete cascade,
  organization_id integer not null references organization (id) on delete cascade,
  primary key (workspace_id, person_id, organization_id)
);
create index affiliation_organization on affiliation (workspace_id, organization_id);

-- One row an address and workspace, however many people share it. canonical decides identity;
-- address keeps the spelling first met. Validity is a fold: the newest hard bounce after the
-- last time a person confirmed the address.
create table address (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  kind text not null default 'email' check (kind in ('email', 'fax')),
  address text not null,
  canonical text not null,
  bounced_at timestamptz,
  bounced_reason text,
  bounced_campaign_id integer,
  confirmed_at timestamptz,
  is_valid boolean not null generated always as
    (bounced_at is null or (confirmed_at is not null and confirmed_at > bounced_at)) stored,
  created_at timestamptz not null default now(),
  unique (workspace_id, kind, canonical)
);
create index address_invalid on address (workspace_id, id) where not is_valid;
create index address_prefix on address (workspace_id, canonical text_pattern_ops);

-- ended_at is set when an address is corrected: the link to the old one stays as history.
create table person_address (
  workspace_id integer not null references workspace (id),
  person_id integer not null references person (id) on delete cascade,
  address_id integer not null references address (id) on delete cascade,
  is_primary boolean not null default false,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (workspace_id, person_id, address_id)
);
create index person_address_address on person_address (workspace_id, address_id);

-- One CSV import: what was read, what became of every row. The refused rows are kept with their
-- line and reason, so that they can be downloaded, mended and sent again.
create table import (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  file_name text not null,
  status text not null check (status in ('receiving', 'running', 'done', 'failed', 'cancelled')),
  -- A dry run says what would happen and writes nothing but its own progress and refusals.
  is_dry_run boolean not null default false,
  -- Decided once, while the whole file is received, so that a resumed import reads it alike.
  encoding text,
  -- The header as it stands in the file; the refused rows are given back under it.
  header text[],
  bytes_total bigint,
  bytes_done bigint not null default 0,
  -- Records of the file that are settled, blank and refused ones included: where to go on.
  records_done integer not null default 0,
  rows_read integer not null default 0,
  people_created integer not null default 0,
  people_updated integer not null default 0,
  people_unchanged integer not null default 0,
  organizations_created integer not null default 0,
  organizations_updated integer not null default 0,
  rows_refused integer not null default 0,
  message text,
  started_by text,
  -- Who works on it and until when; epoch counts the workers and fences off one that was replaced.
  lease_until timestamptz,
  epoch integer not null default 0,
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index import_newest on import (workspace_id, id desc);
create index import_open on import (workspace_id, id) where status in ('receiving', 'running');

-- The file as it was received, in pieces of bounded size. It lies in the database, not in a folder,
-- so that any machine's worker can go on with it; it is deleted when the import has ended.
create table import_chunk (
  workspace_id integer not null references workspace (id),
  import_id integer not null references import (id) on delete cascade,
  place integer not null,
  bytes bytea not null,
  primary key (workspace_id, import_id, place)
);
-- It is compressed badly and read once: the time is better spent elsewhere.
alter table import_chunk alter column bytes set storage external;

-- Whom the file named on which line, while it is read: the same person twice is seen across
-- batches and after a crash. Deleted when the import has ended.
create table import_key (
  workspace_id integer not null references workspace (id),
  import_id integer not null references import (id) on delete cascade,
  key text not null,
  line integer not null,
  -- What the line says the person belongs to: a company, a household, or nothing.
  membership text not null default '',
  primary key (workspace_id, import_id, key)
);

create table import_refusal (
  workspace_id integer not null references workspace (id),
  import_id integer not null references import (id) on delete cascade,
  line integer not null,
  field text not null default '',
  reason text not null,
  record jsonb not null,
  primary key (workspace_id, import_id, line)
);

call fence('owner');
call fence('organization');
call fence('person');
call fence('affiliation');
call fence('address');
call fence('person_address');
call fence('import');
call fence('import_chunk');
call fence('import_key');
call fence('import_refusal');
