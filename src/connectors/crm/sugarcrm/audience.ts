/** Who is on target lists: put on and taken off by record, and read back. */
import {
  asObject,
  type AudiencePart,
  Failure,
  type KnownMember,
  type MemberRecord,
  type PutRecord,
  type RemoteJob,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { LISTS, SENT_TO_NOBODY } from '../sugar-model/index.ts'
import { ask, call, TITLE } from './client.ts'
import { contactsOf, PERSON_MODULES } from './modules.ts'
import { addressesIn } from './people.ts'
import { passedOver, recordsById, recordsOf } from './records.ts'
import { idIn, isId, safeId, textIn } from './values.ts'

/** People of one job. */
const PEOPLE_MAX = 100
/** Ids of one question that goes with an address of some thousand characters: 36 each, and more. */
const IDS_MAX = 40
const MODULES = PERSON_MODULES.map(({ id }) => id)

export const audience: AudiencePart = {
  limits: {
    peopleMax: PEOPLE_MAX,
    contactsMax: PEOPLE_MAX,
    addressCharsMax: 254,
    jobsMax: 1,
    pageMax: PEOPLE_MAX,
    listNameCharsMax: 50,
    source: 'our choice: no bound is published; each record is saved by itself',
  },
  rules: {
    putOn:
      'SugarCRM puts the person’s own record on the target list: the contact, else the lead, else '
      + 'the target. Whom it has no record of stays off: Homing makes none.',
    takeOff:
      'SugarCRM takes the record off that Homing put on. Whoever was put on the list there stays, '
      + 'and every record stays what it is.',
  },
  putKnownOn: async (vendor, people, lists) => done(people, await putAll(vendor, people, lists)),
  takeOff,
  async job() {
    // Everything is done with the call itself, so there is never one to ask for.
    throw new Failure('not_found', `${TITLE} keeps no jobs.`, { whoMustAct: 'homing' })
  },
  records: { modules: MODULES, onList },
  createList,
}

function done(people: readonly KnownMember[], records: readonly PutRecord[]): RemoteJob {
  const counts = { total: people.length, done: people.length, errors: null, barred: null }
  const told = { id: 'at_once', state: 'done', word: 'done', percent: null, takenAt: null } as const
  return { ...told, ...counts, records }
}

async function putAll(
  vendor: Vendor,
  people: readonly KnownMember[],
  lists: readonly string[],
): Promise<PutRecord[]> {
  const put: PutRecord[] = []
  for (const list of lists) {
    await refuseOtherKinds(vendor, list)
    const records = recordsIn(people)
    const primary = await primaryOf(vendor, records)
    const on = await amongThoseOn(vendor, list, records)
    const chosen = people.flatMap((one) => chosenOf(one, { primary, on }) ?? [])
    for (const module of MODULES) {
      const ids = idsOf(
        chosen.filter(({ wasThere }) => !wasThere),
        module,
      )
      const json = { link_name: module.toLowerCase(), ids }
      const path = `${LISTS.module}/${safeId(list)}/link`
      if (ids.length > 0) await ask(vendor, { method: 'POST', path, json })
    }
    put.push(...chosen)
  }
  return put
}

/**
 * One record of those a person has: that on the list already, else the first whose primary address
 * it is, by which alone campaigns go. Null where SugarCRM has none such any more.
 */
function chosenOf(
  { id: contactId, address, records = [] }: KnownMember,
  held: { primary: ReadonlyMap<string, string>; on: ReadonlySet<string> },
): PutRecord | null {
  const there = records.find(({ id }) => held.on.has(id))
  if (there !== undefined) return { ...there, contactId, wasThere: true }
  const wanted = address.toLowerCase()
  const chosen = records.find(({ id }) => held.primary.get(id)?.toLowerCase() === wanted)
  return chosen === undefined ? null : { ...chosen, contactId, wasThere: false }
}

/** Which contacts have one of their records on the list. */
async function onList(
  vendor: Vendor,
  listId: string,
  contacts: readonly KnownMember[],
): Promise<ReadonlySet<string>> {
  const on = await amongThoseOn(vendor, listId, recordsIn(contacts))
  const isOn = ({ id }: MemberRecord) => on.has(id)
  return new Set(contacts.filter(({ records = [] }) => records.some(isOn)).map(({ id }) => id))
}

/** The primary address of each record that is there, by its id. */
async function primaryOf(vendor: Vendor, records: readonly MemberRecord[]) {
  const primary = new Map<string, string>()
  for (const module of MODULES) {
    const held = await recordsById(vendor, contactsOf(module), idsOf(records, module))
    for (const [id, record] of held) primary.set(id, addressesIn(record)[0] ?? '')
  }
  return primary
}

/** Which of the records are on the list: a person does not tell it, and the list is asked. */
async function amongThoseOn(
  vendor: Vendor,
  list: string,
  records: readonly MemberRecord[],
): Promise<Set<string>> {
  const on = new Set<string>()
  for (const module of MODULES) {
    const ids = idsOf(records, module)
    for (let from = 0; from < ids.length; from += IDS_MAX) {
      const asked = ids.slice(from, from + IDS_MAX)
      const filter = JSON.stringify([{ id: { $in: asked } }])
      const path = `${LISTS.module}/${safeId(list)}/link/${module.toLowerCase()}`
      const query = { fields: 'id', max_num: IDS_MAX, filter }
      const answer = await call(vendor, { method: 'GET', path, query })
      for (const told of recordsOf(answer)) {
        const { id } = asObject(told) ?? {}
        // Where it passes over the condition, it finds those nobody asked for.
        if (!isId(id) || !asked.includes(id)) throw passedOver()
        on.add(id)
      }
    }
  }
  return on
}

/** One after the other: there is no call for many. Who is off the list already is off it. */
async function takeOff(
  vendor: Vendor,
  people: readonly KnownMember[],
  lists: readonly string[],
): Promise<RemoteJob> {
  for (const list of lists) {
    for (const { module, id } of recordsIn(people)) {
      const path = `${LISTS.module}/${safeId(list)}/link/${module.toLowerCase()}/${safeId(id)}`
      await call(vendor, { method: 'DELETE', path }).catch((error: unknown) => {
        if (!(error instanceof Failure && error.kind === 'not_found')) throw error
      })
    }
  }
  return done(people, [])
}

/** Whoever is put on a suppression list gets nothing any more: that is another verb. */
async function refuseOtherKinds(vendor: Vendor, list: string): Promise<void> {
  const held = (await recordsById(vendor, LISTS, [list])).get(list)
  if (held !== undefined && SENT_TO_NOBODY[textIn(held['list_type'])] === undefined) return
  const why =
    held === undefined
      ? 'The list is gone in SugarCRM: nobody is put on it.'
      : 'People are not written to by the list in SugarCRM: nobody is put on it.'
  throw new Failure('not_found', why, {
    whoMustAct: 'you',
    remedy: 'Choose another list, or make one.',
  })
}

/** Made once: an answer that is lost is looked for by the name. */
async function createList(vendor: Vendor, name: string) {
  const json = { name, list_type: 'default', description: 'Filled by Homing.' }
  const made = await ask(vendor, { method: 'POST', path: LISTS.module, json, isSafe: false })
  if (!isId(made['id'])) throw unreadable(TITLE, 'A new list has no id.')
  return { id: idIn(made), name: textIn(made['name']) }
}

function recordsIn(people: readonly KnownMember[]): MemberRecord[] {
  return people.flatMap(({ records = [] }) => records)
}

function idsOf(records: readonly MemberRecord[], module: string): string[] {
  return [...new Set(records.filter((one) => one.module === module).map(({ id }) => id))]
}
