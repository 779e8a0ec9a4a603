import { sql } from 'kysely'
import {
  consentOfPerson,
  decideAddress,
  decidePerson,
  type ConsentFact,
  type Decision,
} from '../consent/index.ts'
import {
  addressesOfPerson,
  ownOfPerson,
  personById,
  personsAsOne,
  type AddressOfPerson,
} from '../people/index.ts'
import { ownName } from '../people/own-fields/index.ts'
import { saidOf } from '../mapping/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { OfPerson, Step } from './why-campaign.ts'

/** Of the facts behind one flag, so many are told, the newest; the Opt-outs tab has all. */
const FACTS_TOLD_MAX = 50
/** Of one person's changed fields, so many changes are told, the newest. */
const CHANGES_TOLD_MAX = 200

export interface FlagReason {
  flag: 'opted_out' | 'opted_out_topic' | 'address_closed' | 'address_invalid'
  /** What it is about: a topic's name or an address; null for the person. */
  subject: string | null
  isSet: boolean
  sentence: string
  chain: Step[]
}

export interface FieldReason {
  /** Of one of the firm's own: own:key. */
  field: string
  /** Its name, for people. */
  label: string
  value: string
  /** Who wrote what it says now, in words. */
  writtenBy: string
  at: Date
  /** What a CRM says otherwise; empty: nothing. */
  passedOver: string
  /** What it said before, newest first. */
  before: { value: string; until: Date }[]
}

/** Why each flag of a person is set or not, and who wrote each field: the chain of facts. */
export async function whyPerson(
  tx: Tx,
  of: OfPerson,
): Promise<{ flags: FlagReason[]; fields: FieldReason[] }> {
  const addresses = await addressesOfPerson(tx, of.workspaceId, of.personId)
  const { facts } = await consentOfPerson(tx, of.workspaceId, of.personId)
  return {
    flags: [
      ...flagsOfConsent(await personsAsOne(tx, of.workspaceId, of.personId), facts, addresses),
      ...addresses.filter((one) => one.endedAt === null).map(flagOfValidity),
    ],
    fields: await fieldsOf(tx, of),
  }
}

function flagsOfConsent(
  asOne: number[],
  facts: ConsentFact[],
  addresses: AddressOfPerson[],
): FlagReason[] {
  const current = addresses.filter((one) => one.endedAt === null)
  const [id, ...mergedIds] = asOne as [number, ...number[]]
  const person = { id, mergedIds, currentAddressIds: current.map((one) => one.id) }
  const topics = new Map<number, string>()
  for (const { topicId, topic } of facts) if (topicId !== null) topics.set(topicId, topic!)
  const flag = (
    name: FlagReason['flag'],
    subject: string | null,
    decision: Decision<ConsentFact>,
    about: (fact: ConsentFact) => boolean,
  ): FlagReason => ({
    flag: name,
    subject,
    isSet: decision.isOptedOut,
    sentence: sentenceOfFlag(decision),
    chain: facts.filter(about).slice(0, FACTS_TOLD_MAX).map(stepOf).reverse(),
  })
  const closed = current.map((one) => {
    const own = facts.filter((fact) => fact.addressId === one.id)
    const isAbout = (fact: ConsentFact) => fact.addressId === one.id && fact.scope === 'address'
    return { one, decision: decideAddress(own), isAbout, has: own.some(isAbout) }
  })
  return [
    flag('opted_out', null, decidePerson(facts, person), (fact) => fact.scope === 'everything'),
    ...[...topics].map(([topicId, name]) =>
      flag('opted_out_topic', name, decidePerson(facts, person, topicId), (fact) => {
        return fact.topicId === topicId
      }),
    ),
    ...closed
      .filter(({ has }) => has)
      .map(({ one, decision, isAbout }) => flag('address_closed', one.address, decision, isAbout)),
  ]
}

function sentenceOfFlag({ isOptedOut, decidingFact }: Decision<ConsentFact>): string {
  if (decidingFact === null) return 'Nothing was ever said about it.'
  const day = new Date(decidingFact.occurredAt).toISOString().slice(0, 10)
  const why = decidingFact.reason === '' ? '' : `: “${decidingFact.reason}”`
  return isOptedOut
    ? `Opted out on ${day}, told by ${decidingFact.from}${why}; nothing explicit has come since.`
    : `An earlier opt-out was lifted on ${day} by ${decidingFact.from}.`
}

function stepOf(fact: ConsentFact): Step {
  const what = fact.optedIn
    ? fact.isExplicit
      ? 'Opted in with evidence'
      : 'Opted in, as was inferred'
    : fact.cause === 'complaint'
      ? 'Reported as spam'
      : 'Opted out'
  const at = fact.address === null ? '' : ` at ${fact.address}`
  const why = fact.reason === '' ? '' : `: “${fact.reason}”`
  const proof = fact.evidence === '' ? '' : ` Evidence: ${fact.evidence}`
  return {
    at: new Date(fact.occurredAt),
    sentence: `${what}${at}, told by ${fact.from}${why}.${proof}`,
    eventId: null,
    factId: fact.id,
  }
}

function flagOfValidity(one: AddressOfPerson): FlagReason {
  const sentence = one.isValid
    ? 'Nothing says that mail does not arrive there.'
    : `No mail arrives there: ${one.invalidReason}.`
  return {
    flag: 'address_invalid',
    subject: one.address,
    isSet: !one.isValid,
    sentence,
    chain:
      one.invalidSince === null
        ? []
        : [{ at: one.invalidSince, sentence, eventId: null, factId: null }],
  }
}

async function fieldsOf(tx: Tx, of: OfPerson): Promise<FieldReason[]> {
  const person = await personById(tx, of.workspaceId, of.personId)
  const own = await ownOfPerson(tx, of.workspaceId, person.id)
  const { rows: changes } = await sql<{ field: string; before: string; by: string; at: Date }>`
    select c.field, c.before, ${writerWords('c.written_by')} as "by", c.at
    from field_change c
    where c.workspace_id = ${of.workspaceId} and c.person_id = ${of.personId}
    order by c.id desc limit ${CHANGES_TOLD_MAX}`.execute(tx)
  const { rows: made } = await sql<{ by: string; said: Record<string, string>; crm: string }>`
    select ${writerWords('p.made_by')} as "by", coalesce(r.said, '{}') as said, r.name as crm
    from person p left join lateral ${saidOf(sql`p`)} r on true
    where p.workspace_id = ${of.workspaceId} and p.id = ${of.personId}`.execute(tx)
  const values: Record<string, string> = {
    name: person.name,
    first_name: person.firstName,
    last_name: person.lastName,
    job_title: person.jobTitle,
    phone: person.phone,
    city: person.city,
    country: person.country,
    owner: person.owner ?? '',
    external_id: person.externalId ?? '',
    ...Object.fromEntries(own.map(({ key, value }) => [ownName(key), value])),
  }
  const labels = new Map<string, string>(own.map(({ key, label }) => [ownName(key), label]))
  return Object.entries(values)
    .map(([field, value]) => {
      const own = changes.filter((change) => change.field === field)
      const newest = own[0]
      return {
        field,
        label: labels.get(field) ?? words(field),
        value,
        writtenBy: newest?.by ?? (made[0]!.by || MADE[person.origin]),
        at: newest?.at ?? person.createdAt,
        passedOver: passedOver(made[0]!, field, value),
        before: own.map((change) => ({ value: change.before, until: change.at })),
      }
    })
    .filter((one) => one.value !== '' || one.before.length > 0 || one.passedOver !== '')
}

/** A field the CRM owns tells its word, another what stands here. */
function passedOver(
  { said, crm }: { said: Record<string, string>; crm: string },
  field: string,
  value: string,
): string {
  const saying = said[field]
  if (saying === undefined || saying === value) return ''
  const says = saying === '' ? 'nothing' : `“${saying}”`
  return `${crm} says ${says}: where your CRM owns the field at a service, that is told.`
}

/** "job_title" as "Job title". */
function words(field: string): string {
  const text = field.replaceAll('_', ' ')
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** Who made a person of whom nobody said who it was. */
const MADE = {
  import: 'an import',
  crm: 'a CRM',
  esp: 'the report of an ESP',
  user: 'a colleague',
  api: 'another program',
} as const

/** "import:12" as "the import people.csv", "crm:3" as its connection, "user:Ruth" as "Ruth". */
function writerWords(column: string) {
  const writer = sql.ref(column)
  return sql`case
    when ${writer} like 'import:%' then coalesce('the import ' || (select i.file_name from import i
      where i.workspace_id = ${sql.ref(column.split('.')[0]! + '.workspace_id')}
        and i.id = substr(${writer}, 8)::integer), 'an import')
    when ${writer} ~ '^(crm|esp):' then coalesce((select n.name from connection n
      where n.workspace_id = ${sql.ref(column.split('.')[0]! + '.workspace_id')}
        and n.id = substr(${writer}, 5)::integer), 'another system')
    else regexp_replace(${writer}, '^[a-z]+:', '') end`
}
