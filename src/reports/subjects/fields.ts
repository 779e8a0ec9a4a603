import { sql } from 'kysely'
import { FIELD_OF_KIND, firstHidden, type FieldId } from '../../accounts/fields/index.ts'
import { EVENT_KINDS } from '../../connectors/index.ts'
import { kindCode } from '../../ledger/index.ts'
import type { SubjectId } from '../definitions/index.ts'
import type { Column, Sql, Subject } from './column.ts'
import { WORKSPACE } from './joins.ts'

type Fields = readonly FieldId[]

const MACHINE_OPENS: Fields = ['opens', 'machines']
const MACHINE_CLICKS: Fields = ['clicks', 'machines']

const FIGURES: Record<string, Fields> = {
  delivered: ['bounces'],
  opened: ['opens'],
  opened_by_any: MACHINE_OPENS,
  opens: ['opens'],
  opens_by_any: MACHINE_OPENS,
  clicked: ['clicks'],
  clicked_by_any: MACHINE_CLICKS,
  clicks: ['clicks'],
  clicks_by_any: MACHINE_CLICKS,
  forwarded: ['forwards'],
  bounced: ['bounces'],
  opted_out: ['optOuts'],
  complained: ['complaints'],
}

/** By which campaign somebody opted out or complained is what the log of the campaign tells. */
const BY_WHICH: Fields = ['optOuts', 'complaints']

/** What each column tells of the fields that are decided by role; one that is not here, none. */
const COLUMNS: Record<SubjectId, Record<string, Fields>> = {
  people: {
    ...FIGURES,
    address: ['address'],
    last_open_at: ['opens'],
    last_click_at: ['clicks'],
  },
  organizations: {},
  campaigns: FIGURES,
  recipients: {
    ...FIGURES,
    address: ['address'],
    was_delivered: ['bounces'],
    forwards: ['forwards'],
    opt_outs: ['optOuts'],
    first_open_at: MACHINE_OPENS,
    last_open_at: MACHINE_OPENS,
    first_click_at: MACHINE_CLICKS,
    last_click_at: MACHINE_CLICKS,
    first_forward_at: ['forwards'],
    first_bounce_at: ['bounces'],
    first_opt_out_at: ['optOuts'],
    first_complaint_at: ['complaints'],
    opt_out_reason: ['optOutReason'],
    bounce_class: ['bounceReason'],
    bounce_reason: ['bounceReason'],
  },
  events: {
    address: ['address'],
    reason: ['optOutReason', 'bounceReason'],
    agent: ['agent'],
    link: ['clicks'],
  },
  consent_facts: {
    address: ['address'],
    reason: ['optOutReason'],
    cause: ['complaints'],
    campaign: BY_WHICH,
    campaign_name: BY_WHICH,
    subject: BY_WHICH,
    campaign_status: BY_WHICH,
    campaign_sent_at: BY_WHICH,
  },
  links: {
    address: ['address'],
    clicks_by_any: MACHINE_CLICKS,
    first_at: MACHINE_CLICKS,
    last_at: MACHINE_CLICKS,
  },
  interests: {},
}

/** Subjects whose very rows tell a field. */
const SUBJECTS: Partial<Record<SubjectId, Fields>> = { links: ['clicks'] }

/** What each column tells, and what the very rows do, of the fields that are decided by role. */
export function tellsOf(id: SubjectId): { columns: Record<string, Fields>; rows: Fields } {
  return { columns: COLUMNS[id], rows: SUBJECTS[id] ?? [] }
}

/** Which rows of a subject are left where these fields are hidden. */
export function rowsLeft(id: SubjectId, hidden: ReadonlySet<FieldId>): Sql[] {
  return ROWS[id]?.(hidden) ?? []
}

/** The field for which a subject is hidden as a whole. */
export function hidingSubject(id: SubjectId, hidden: ReadonlySet<FieldId>): FieldId | undefined {
  return firstHidden(SUBJECTS[id] ?? [], hidden)
}

/**
 * A subject as somebody sees it: without the columns that tell a hidden field, and without the rows
 * that would tell it by their number. Null where nothing of it is left.
 */
export function seenSubject(subject: Subject, hidden: ReadonlySet<FieldId>): Subject | null {
  if (hidden.size === 0) return subject
  if (hidingSubject(subject.id, hidden) !== undefined) return null
  const off = new Map<string, FieldId>()
  for (const [id, fields] of Object.entries(COLUMNS[subject.id])) {
    const field = firstHidden(fields, hidden)
    if (field !== undefined) off.set(id, field)
  }
  const isSeen = (id: string) => !off.has(id)
  const narrowed = rowsLeft(subject.id, hidden)
  return {
    ...subject,
    holds: sql.join([subject.holds, ...narrowed], sql` and `),
    columns: subject.columns
      .filter(({ id }) => isSeen(id))
      .map((one) => (hidden.has('address') && one.id === 'person' ? unnamed(one) : one)),
    usual: subject.usual.filter(isSeen),
    hidden: off,
  }
}

/** Somebody of whom nothing else is known is called by the address. */
function unnamed(column: Column): Column {
  return { ...column, name: unlessAddress(column.name!) }
}

/** A name, where it is no address. */
export function unlessAddress(name: Sql): Sql {
  return sql`(case when strpos(${name}, '@') = 0 then ${name} end)`
}

/** Which rows are left where a number of rows would tell what is hidden. */
const ROWS: Partial<Record<SubjectId, (hidden: ReadonlySet<FieldId>) => Sql[]>> = {
  events: (hidden) => {
    const kinds = EVENT_KINDS.filter((kind) => {
      const field = FIELD_OF_KIND[kind]
      return field !== undefined && hidden.has(field)
    })
    const codes = kinds.map((kind) => sql.lit(kindCode(kind)))
    return [
      ...(codes.length === 0 ? [] : [sql`e.kind not in (${sql.join(codes)})`]),
      ...(hidden.has('machines') ? [NO_MACHINE] : []),
    ]
  },
  links: (hidden) => (hidden.has('machines') ? [sql`v.human_clicks > 0`] : []),
  interests: (hidden) => (hidden.has('clicks') ? [sql`i.how <> 'click'`] : []),
}

const NO_MACHINE = sql`not exists (
  select from verdict w where w.workspace_id = ${WORKSPACE} and w.address_id = e.address_id
    and w.occurred_at = e.occurred_at and w.key = e.key and w.class in (1, 2))`
