import { sql } from 'kysely'
import { ERASED_TEXT } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import { factsOf } from './facts.ts'
import { CONTACT_COLUMNS, fillsIt, heldIn, type HeldContact } from './held.ts'
import type { MappingOf } from './mapping.ts'
import {
  decide,
  factsFor,
  valueFor,
  wordsOfDecision,
  type Decision,
  type Known,
  type Rule,
  type Trail,
} from './rules/index.ts'

export interface FieldPreview {
  fieldId: string
  label: string
  /** What the ESP holds, as it was last read. */
  before: string
  /** What it will hold. */
  after: string
  decision: Decision | 'refused'
  sentence: string
  remedy: string
  /** What stands here, and why it is not what goes out; empty: nothing is passed over. */
  passedOver: string
  trail: Trail[]
}

export interface Preview {
  personId: number
  name: string
  address: string | null
  /** The ESP has a contact of the address. */
  isKnown: boolean
  /** Somebody else who shares the address, whose details the contact is filled with. */
  filledBy: { id: number; name: string } | null
  fields: FieldPreview[]
}

interface Row extends HeldContact {
  name: string
  address: string | null
  isKnown: boolean
  fillerId: number | null
  filler: string | null
}

/** What a mapping makes of one person, field by field, before anything is told. */
export async function previewOf(
  tx: Tx,
  of: MappingOf,
  ask: { personId: number; rules: readonly Rule[]; title: string },
): Promise<Preview> {
  const { personId, title } = ask
  const row = await findPerson(tx, of, personId)
  const filledBy =
    row.fillerId === null || row.fillerId === personId
      ? null
      : { id: row.fillerId, name: row.filler ?? '' }
  const facts = await factsOf(tx, of.workspaceId, [filledBy?.id ?? personId])
  const fields = ask.rules.map((rule) => {
    const there = row.isKnown ? heldIn(row, rule.field) : ''
    const told = (row.isKnown && row.told[rule.field.id]) || ''
    return previewField(rule, { known: facts.get(filledBy?.id ?? personId)!, there, told, title })
  })
  const { name, address, isKnown } = row
  return { personId, name, address, isKnown, filledBy, fields }
}

/** Pure. */
function previewField(
  rule: Rule,
  of: { known: Known; there: string; told: string; title: string },
): FieldPreview {
  const { known, there: before, told, title } = of
  const made = valueFor(factsFor(rule, known), rule)
  const { id: fieldId, label } = rule.field
  const about = { fieldId, label, before, passedOver: passedOver(rule, known), trail: made.trail }
  if (!made.ok) {
    const { sentence, remedy } = made
    return { ...about, after: before, decision: 'refused', sentence, remedy }
  }
  const sides = { here: made.value, there: before }
  const decision = decide(rule, { ...sides, told })
  const isTold = ['fill', 'replace', 'empty'].includes(decision)
  const sentence = wordsOfDecision(decision, { ...sides, title, owner: rule.owner })
  return { ...about, after: isTold ? made.value : before, decision, sentence, remedy: '' }
}

/** What stands here where the CRM, which owns the field, says otherwise. */
function passedOver({ from, owner }: Rule, { facts, said }: Known): string {
  if (owner !== 'crm' || !('source' in from)) return ''
  const saying = said[from.source as keyof typeof said]
  const here = facts[from.source] ?? ''
  if (saying === undefined || saying === here) return ''
  return saying === ''
    ? `Your CRM owns it and says nothing: “${here}”, which stands here, is passed over.`
    : `Your CRM owns it and says “${saying}”: “${here}”, which stands here, is passed over.`
}

async function findPerson(tx: Tx, { workspaceId, connectionId }: MappingOf, personId: number) {
  const { rows } = await sql<Row>`
    select p.name, k.address, k.address is not null and k.address_id is not null as "isKnown",
      ${CONTACT_COLUMNS}, f.id as "fillerId", f.name as filler
    from person p
    left join lateral (
      select a.address, a.id as use_id, c.* from person_address pa
      join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
        and a.kind = 'email'
      left join contact c on c.workspace_id = a.workspace_id and c.address_id = a.id
        and c.connection_id = ${connectionId} and c.gone_at is null
        and c.external_id <> ${ERASED_TEXT}
      where pa.workspace_id = p.workspace_id and pa.person_id = p.id and pa.ended_at is null
      order by (c.address_id is not null) desc, pa.is_primary desc, pa.started_at, a.id limit 1
    ) k on true
    left join person f on f.workspace_id = p.workspace_id and f.id = ${fillsIt(sql`k.use_id`)}
    where p.workspace_id = ${workspaceId} and p.id = ${personId}
      and p.merged_into is null`.execute(tx)
  if (rows[0] === undefined) throw notFound('person', personId)
  return rows[0]
}
