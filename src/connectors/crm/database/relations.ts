/** The views and tables of a firm's side (docs/database.md), and what of them is there. */
import { columnsOf, type Relation } from '../../../platform/sql/index.ts'
import type { Vendor } from '../../sdk/index.ts'
import { ask } from './client.ts'
import { settingsOf } from './settings.ts'

interface Contract {
  /** Without these it is not what it is called. */
  needed: readonly string[]
  optional: readonly string[]
}

const PERSON = ['name', 'first_name', 'last_name', 'job_title', 'phone', 'city', 'country']
const OWNER = ['owner_id', 'owner_name', 'owner_email']
const FIGURES = ['sent', 'opened', 'clicked', 'forwarded', 'bounced', 'opted_out', 'complained']
const BOUNCE = ['bounce_class', 'bounce_code', 'reason']

export const VIEWS = {
  people: {
    needed: ['id', 'changed_at', 'email'],
    optional: [
      ...[...PERSON, 'email2', 'email3', 'fax', 'organization_id', ...OWNER],
      ...['opted_out', 'opted_out_at', 'invalid', 'invalid_at', 'deleted'],
    ],
  },
  organizations: {
    needed: ['id', 'changed_at', 'name'],
    optional: ['kind', 'phone', 'city', 'country', ...OWNER, 'deleted'],
  },
  lists: { needed: ['id', 'name'], optional: ['kind'] },
  list_members: { needed: ['list_id', 'person_id'], optional: [] },
} as const satisfies Record<string, Contract>

export const TABLES = {
  campaigns: {
    needed: ['mark'],
    optional: ['name', 'subject', 'sent_at', ...FIGURES, 'told_at'],
  },
  activities: {
    needed: ['mark'],
    optional: [
      ...['campaign_mark', 'person_id', 'email', 'kind', 'happened', 'first_at', 'last_at'],
      ...['link', ...BOUNCE, 'told_at'],
    ],
  },
  wishes: {
    needed: ['mark', 'email', 'wish'],
    optional: ['person_id', 'said_at', 'told_at', 'taken_at'],
  },
  // Beside the wishes, not among them: whoever takes those over must meet nothing else there.
  validity: {
    needed: [
      ...(['mark', 'email', 'person_id', 'state', 'turn', 'word'] as const),
      ...(['told_at', 'taken_at'] as const),
    ],
    optional: ['reason', 'since_at'],
  },
} as const satisfies Record<string, Contract>

export const RELATIONS: Readonly<Record<RelationKey, Contract>> = { ...VIEWS, ...TABLES }

export type RelationKey = keyof typeof VIEWS | keyof typeof TABLES

/** A view or table as it is there. */
export interface Found extends Relation {
  /** None where it is not there, or not to be seen. */
  columns: ReadonlySet<string>
}

export function relationOf(vendor: Vendor, key: RelationKey): Relation {
  const { schema, prefix } = settingsOf(vendor.settings)
  return { schema, name: `${prefix}${key}` }
}

const known = new WeakMap<Vendor, Promise<Map<string, Set<string>>>>()

/** Asked for once a line: what is made meanwhile shows with the next run. */
export async function found(vendor: Vendor, key: RelationKey): Promise<Found> {
  const all = known.get(vendor) ?? lookUp(vendor)
  known.set(vendor, all)
  // What could not be looked up is looked up again.
  all.catch(() => known.delete(vendor))
  const relation = relationOf(vendor, key)
  return { ...relation, columns: (await all).get(relation.name) ?? new Set() }
}

async function lookUp(vendor: Vendor): Promise<Map<string, Set<string>>> {
  const relations = (Object.keys(RELATIONS) as RelationKey[]).map((key) => relationOf(vendor, key))
  const names = relations.map(({ name }) => name)
  const rows = await ask(vendor, 'information_schema', columnsOf(relations[0]!.schema, names))
  const all = new Map<string, Set<string>>()
  for (const { relation, name } of rows) {
    const columns = all.get(String(relation)) ?? new Set<string>()
    all.set(String(relation), columns.add(String(name)))
  }
  return all
}
