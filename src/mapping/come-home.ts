import { sql } from 'kysely'
import { ERASED_TEXT } from '../ledger/index.ts'
import { ownFieldsInUse, takeFieldsHome, type TakenFields } from '../people/index.ts'
import { keyOfOwnName, readOwnValue, type OwnField } from '../people/own-fields/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { claimsOfOthers } from './claims.ts'
import { factsOf } from './facts.ts'
import { CONTACT_COLUMNS, heldColumn, heldIn, type FilledContact } from './held.ts'
import type { MappingOf } from './mapping.ts'
import { tellMisfits, type Misfit } from './misfits.ts'
import { decide, homeOf, homeValue, valueFor, type Known, type Rule } from './rules/index.ts'

/** Contacts looked at in one statement. */
const CONTACTS_MAX = 1_000
/** Statements of one coming home at most: more contacts than any account has. */
const BATCHES_MAX = 10_000
/** Characters a field of a person takes; longer is refused, never cut. */
const CHARS_MAX = 150

interface Ask {
  rules: readonly Rule[]
  title: string
}

/**
 * Writes what contacts hold in fields their ESP owns into the persons, where the mapping says so:
 * of a person with several addresses, the contact of the primary one. What Homing itself told, and
 * a field that the CRM owns by any mapping, is left alone. Answers how many persons changed.
 */
export async function comeHome(tx: Tx, of: MappingOf, { rules, title }: Ask): Promise<number> {
  const claims = await claimsOfOthers(tx, of)
  const isOthers = (rule: Rule) => claims.some(({ source }) => source === homeOf(rule))
  const asked = rules.filter((rule) => rule.comesHome && homeOf(rule) && !isOthers(rule))
  if (asked.length === 0) return 0
  const own = new Map((await ownFieldsInUse(tx, of.workspaceId)).map((one) => [one.key, one]))
  const misfits: Misfit[] = []
  let changed = 0
  let after = 0
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const rows = await differing(tx, of, { rules: asked, after })
    const last = rows.at(-1)
    if (last === undefined) break
    after = last.addressId
    const facts = await factsOf(tx, of.workspaceId, [...new Set(rows.map((row) => row.personId))])
    const taken = rows.flatMap((row) => {
      const known = facts.get(row.personId)
      return known === undefined ? [] : takenOf(asked, { row, known, own, misfits })
    })
    const as = { workspaceId: of.workspaceId, writer: `esp:${of.connectionId}` }
    changed += await takeFieldsHome(tx, as, taken)
  }
  const fields = asked.map((rule) => rule.field)
  await tellMisfits(tx, of, { fields, gone: [], title, misfits, isAll: false })
  return changed
}

/** Contacts that hold what the person's field does not say as it stands. */
async function differing(
  tx: Tx,
  { workspaceId, connectionId }: MappingOf,
  { rules, after }: { rules: readonly Rule[]; after: number },
): Promise<FilledContact[]> {
  const differs = rules.map((rule) => {
    const home = homeOf(rule)!
    const key = keyOfOwnName(home)
    const here = key === null ? sql.ref(`p.${home}`) : sql`coalesce(p.own ->> ${key}::text, '')`
    return sql`(${heldColumn(rule.field)} not in ('', ${here}))`
  })
  const { rows } = await sql<FilledContact>`
    select k.address_id as "addressId", a.address, p.id as "personId", ${CONTACT_COLUMNS}
    from contact k
    join address a on a.workspace_id = k.workspace_id and a.id = k.address_id
      and a.erased_at is null
    join lateral (select u.person_id from person_address u
      where u.workspace_id = k.workspace_id and u.address_id = k.address_id
        and u.ended_at is null and u.is_primary
      order by u.person_id limit 1) u on true
    join person p on p.workspace_id = k.workspace_id and p.id = u.person_id
      and p.merged_into is null
    where k.workspace_id = ${workspaceId} and k.connection_id = ${connectionId}
      and k.gone_at is null and k.external_id <> ${ERASED_TEXT} and k.address_id > ${after}
      and (${sql.join(differs, sql` or `)})
    order by k.address_id limit ${CONTACTS_MAX}`.execute(tx)
  return rows
}

/** What of one contact is written into its person. */
function takenOf(
  rules: readonly Rule[],
  of: {
    row: FilledContact
    known: Known
    own: ReadonlyMap<string, OwnField>
    misfits: Misfit[]
  },
): TakenFields[] {
  const { row, known, own, misfits } = of
  const taken: TakenFields = { personId: row.personId, fields: {}, own: {} }
  for (const rule of rules) {
    const value = valueOf(rule, row, known)
    if (value === null) continue
    const home = homeOf(rule)!
    const key = keyOfOwnName(home)
    const field = key === null ? null : own.get(key)
    // A field that was retired is filled no more.
    if (field === undefined) continue
    const read = field === null ? fitted(value) : readOwnValue(field, value)
    if (!read.ok) misfits.push(misfitOf(rule, row.personId))
    else if (read.value === (known.facts[home] ?? '')) continue
    else if (key === null) taken.fields[home as keyof TakenFields['fields']] = read.value
    else taken.own[key] = read.value
  }
  const isNothing = Object.keys(taken.fields).length + Object.keys(taken.own).length === 0
  return isNothing ? [] : [taken]
}

function valueOf(rule: Rule, row: FilledContact, { facts }: Known): string | null {
  const there = heldIn(row, rule.field)
  const made = valueFor(facts, rule)
  const sides = { here: made.ok ? made.value : '', there, told: row.told[rule.field.id] ?? '' }
  return decide(rule, sides) === 'comes_home' ? homeValue(rule, there, facts) : null
}

function fitted(value: string): { ok: true; value: string } | { ok: false } {
  const text = value.replace(/\s+/g, ' ').trim()
  const isText = text !== '' && !/[\p{Cc}\p{Cs}]/u.test(text)
  return isText && [...text].length <= CHARS_MAX ? { ok: true, value: text } : { ok: false }
}

function misfitOf({ field }: Rule, personId: number): Misfit {
  return {
    fieldId: field.id,
    personId,
    sentence: `${field.label}: what the service holds does not fit into the person’s field.`,
    remedy: 'Correct it at the service, or let the field not come home.',
  }
}
