import { prefix, schema, viewNames } from './views.ts'

export const outboxNames = ['campaigns', 'activities', 'wishes', 'validity'] as const
export type OutboxName = (typeof outboxNames)[number]

/** The tables in which Homing leaves what the firm is told. */
export const outboxTables = `
create table ${schema}.${prefix}campaigns (
  mark char(36) primary key,
  name text,
  subject text,
  sent_at timestamptz,
  sent integer,
  opened integer,
  clicked integer,
  forwarded integer,
  bounced integer,
  opted_out integer,
  complained integer,
  told_at timestamptz
);
create table ${schema}.${prefix}activities (
  mark char(36) primary key,
  campaign_mark char(36),
  person_id text,
  email text,
  kind text check (kind in
    ('sent', 'open', 'click', 'forward', 'bounce', 'opt_out', 'complaint')),
  happened integer,
  first_at timestamptz,
  last_at timestamptz,
  link text,
  bounce_class text,
  bounce_code text,
  reason text,
  told_at timestamptz
);
create table ${schema}.${prefix}wishes (
  mark char(36) primary key,
  person_id text,
  email text,
  wish text check (wish in ('opt_out', 'return')),
  said_at timestamptz,
  told_at timestamptz,
  taken_at timestamptz
);
create table ${schema}.${prefix}validity (
  mark char(36) primary key,
  email text not null,
  person_id text not null,
  state text check (state in ('invalid', 'valid')),
  turn integer not null,
  word text,
  reason text,
  since_at timestamptz,
  told_at timestamptz,
  taken_at timestamptz
);
`

/** All that Homing's user may do: read the views, and leave and mend what stands in the outbox. */
export function rightsSql(user: string): string {
  const named = (names: readonly string[]) =>
    names.map((name) => `${schema}.${prefix}${name}`).join(', ')
  return `
    revoke all on all tables in schema ${schema} from ${user};
    grant usage on schema ${schema} to ${user};
    grant select on ${named(viewNames)} to ${user};
    grant select, insert, update on ${named(outboxNames)} to ${user};`
}
