/** Who is a member of a campaign that stands for a list: put on and taken off, and read back. */
import {
  type AudiencePart,
  Failure,
  type JsonObject,
  type KnownMember,
  type MemberRecord,
  type PutRecord,
  type RemoteJob,
  type Vendor,
} from '../../sdk/index.ts'
import { COLLECTION_MAX, createAll, deleteAll, type Outcome } from './collections.ts'
import { isDuplicate } from './members.ts'
import { PERSON_MODULES } from './modules.ts'
import { recordsOf } from './query.ts'
import { isId, literal, literals, safeId, textIn } from './values.ts'

const CAMPAIGN = 'Campaign'
const MEMBER = 'CampaignMember'

export const audience: AudiencePart = {
  limits: {
    peopleMax: COLLECTION_MAX,
    contactsMax: COLLECTION_MAX,
    addressCharsMax: 80,
    jobsMax: 1,
    pageMax: COLLECTION_MAX,
    listNameCharsMax: 80,
    source: 'REST API guide, “Use sObject Collections”; object reference, Campaign',
  },
  rules: {
    putOn:
      'Salesforce makes the person’s own contact, else lead, a member of the campaign, with the '
      + 'status that is the campaign’s default. Whom it has no record of stays out: Homing makes '
      + 'none.',
    takeOff:
      'Salesforce removes the member that Homing put there; the contact or lead stays what it is, '
      + 'and whoever was made a member there stays one.',
  },
  putKnownOn: putOnAll,
  takeOff,
  async job() {
    // Everything is done with the call itself, so there is never one to ask for.
    throw new Failure('not_found', 'Salesforce keeps no jobs of these.', { whoMustAct: 'homing' })
  },
  records: { modules: PERSON_MODULES, onList },
  createList,
}

async function putOnAll(
  vendor: Vendor,
  people: readonly KnownMember[],
  lists: readonly string[],
): Promise<RemoteJob> {
  const records: PutRecord[] = []
  let errors = 0
  for (const list of lists) {
    await refuseNoList(vendor, list)
    const members = await membersAmong(vendor, list, recordsIn(people))
    const addresses = await addressesOf(vendor, recordsIn(people))
    const chosen = people.flatMap((one) => chosenOf(one, members, addresses) ?? [])
    const missing = chosen.filter(({ wasThere }) => !wasThere)
    const rows = missing.map(({ module, id }): JsonObject => {
      return { CampaignId: safeId(list), [`${module}Id`]: id }
    })
    const written: readonly Outcome[] = await createAll(vendor, MEMBER, rows)
    const refused = new Set(missing.filter((_, at) => !written[at]!.ok))
    // Whoever was made a member in the same moment is one by somebody else.
    const late = missing.filter((one, at) => refused.has(one) && isDuplicate(written[at]!))
    errors += refused.size - late.length
    records.push(...chosen.filter((one) => !refused.has(one)))
    records.push(...late.map((one) => ({ ...one, wasThere: true })))
  }
  return { ...done(people), done: people.length - errors, errors, records }
}

async function takeOff(
  vendor: Vendor,
  people: readonly KnownMember[],
  lists: readonly string[],
): Promise<RemoteJob> {
  let errors = 0
  for (const list of lists) {
    const members = await membersAmong(vendor, list, recordsIn(people))
    const outcomes = await deleteAll(vendor, [...members.values()])
    errors += outcomes.filter(({ ok }) => !ok).length
  }
  return { ...done(people), done: people.length - errors, errors }
}

function done(people: readonly KnownMember[]): RemoteJob {
  const told = { id: 'at_once', state: 'done', word: 'done', percent: null, takenAt: null } as const
  return { ...told, total: people.length, done: people.length, errors: null, barred: null }
}

/** One that is a member already, else the first that has the address; null: there is none. */
function chosenOf(
  { id: contactId, address, records = [] }: KnownMember,
  members: ReadonlyMap<string, string>,
  addresses: ReadonlyMap<string, string>,
): PutRecord | null {
  const there = records.find(({ id }) => members.has(id))
  if (there !== undefined) return { ...there, contactId, wasThere: true }
  const wanted = address.toLowerCase()
  const chosen = records.find(({ id }) => addresses.get(id)?.toLowerCase() === wanted)
  return chosen === undefined ? null : { ...chosen, contactId, wasThere: false }
}

async function onList(
  vendor: Vendor,
  listId: string,
  contacts: readonly KnownMember[],
): Promise<ReadonlySet<string>> {
  const members = await membersAmong(vendor, listId, recordsIn(contacts))
  const isOn = ({ id }: MemberRecord) => members.has(id)
  return new Set(contacts.filter(({ records = [] }) => records.some(isOn)).map(({ id }) => id))
}

/** The members that these records are, by the records' ids. */
async function membersAmong(vendor: Vendor, list: string, records: readonly MemberRecord[]) {
  const members = new Map<string, string>()
  for (const module of PERSON_MODULES) {
    const field = `${module}Id`
    for (const ids of questionsOf(records, module)) {
      const where = `CampaignId = ${literal(safeId(list))} AND ${field} IN ${literals(ids)}`
      for (const told of await recordsOf(vendor, {
        object: MEMBER,
        fields: ['Id', field],
        where,
      })) {
        members.set(safeId(told[field]), safeId(told['Id']))
      }
    }
  }
  return members
}

async function addressesOf(vendor: Vendor, records: readonly MemberRecord[]) {
  const addresses = new Map<string, string>()
  for (const module of PERSON_MODULES) {
    for (const ids of questionsOf(records, module)) {
      const where = `Id IN ${literals(ids)}`
      const listing = { object: module, fields: ['Id', 'Email'], where }
      for (const told of await recordsOf(vendor, listing)) {
        addresses.set(safeId(told['Id']), textIn(told['Email']))
      }
    }
  }
  return addresses
}

/** Only a campaign that goes on is a list: of the others it is told who got them. */
async function refuseNoList(vendor: Vendor, list: string): Promise<void> {
  const where = `Id = ${literal(safeId(list))}`
  const [held] = await recordsOf(vendor, { object: CAMPAIGN, fields: ['Id', 'IsActive'], where })
  if (held?.['IsActive'] === true) return
  const why =
    held === undefined
      ? 'The campaign is gone in Salesforce: nobody is made a member.'
      : 'The campaign is no longer active in Salesforce: nobody is made a member.'
  throw new Failure('not_found', why, {
    whoMustAct: 'you',
    remedy: 'Choose another list, or make one.',
  })
}

/** Made once: an answer that is lost is looked for by the name. */
async function createList(vendor: Vendor, name: string) {
  const row = { Name: name, IsActive: true, Description: 'Filled by Homing.' }
  const [made] = await createAll(vendor, CAMPAIGN, [row])
  if (made?.ok === true) return { id: made.id, name }
  throw new Failure('forbidden', `Salesforce makes no campaign. ${made?.sentence ?? ''}`.trim(), {
    whoMustAct: 'you',
    remedy: 'Give the user that the app runs as the right to make campaigns.',
  })
}

function recordsIn(people: readonly KnownMember[]): MemberRecord[] {
  return people.flatMap(({ records = [] }) => records)
}

/** Ids of one module, as many as one question names. */
function questionsOf(records: readonly MemberRecord[], module: string): string[][] {
  const own = records.filter((one) => one.module === module && isId(one.id))
  const ids = [...new Set(own.map(({ id }) => id))]
  const count = Math.ceil(ids.length / COLLECTION_MAX)
  return Array.from({ length: count }, (_, at) =>
    ids.slice(at * COLLECTION_MAX, (at + 1) * COLLECTION_MAX),
  )
}
