/** Who is on target lists: put on and taken off by record, and read back. */
import {
  type AudiencePart,
  Failure,
  type JsonObject,
  type KnownMember,
  type MemberRecord,
  type PutRecord,
  type RemoteJob,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { LISTS, SENT_TO_NOBODY } from '../sugar-model/index.ts'
import { BATCH_MAX, recordsById } from './by-id.ts'
import { ask, TITLE } from './client.ts'
import { linkedIn } from './entry-list.ts'
import { PERSON_MODULES } from './modules.ts'
import { idIn, isId, textIn } from './values.ts'

/** The link of a person to the lists it is on (modules/Contacts/vardefs.php, and the others). */
const ON = 'prospect_lists'
const MODULES = PERSON_MODULES.map(({ id }) => id)

export const audience: AudiencePart = {
  limits: {
    peopleMax: BATCH_MAX,
    contactsMax: BATCH_MAX,
    addressCharsMax: 254,
    jobsMax: 1,
    pageMax: BATCH_MAX,
    listNameCharsMax: 50,
    source: 'our choice: set_relationship names no bound; 200 records were saved at once (seen)',
  },
  rules: {
    putOn:
      'SuiteCRM puts the person’s own record on the target list: the contact, else the lead, else '
      + 'the target. Whom it has no record of stays off: Homing makes none.',
    takeOff:
      'SuiteCRM takes the record off that Homing put on. Whoever was put on the list there stays, '
      + 'and every record stays what it is.',
  },
  putKnownOn: async (vendor, people, lists) => done(people, await putAll(vendor, people, lists)),
  takeOff: async (vendor, people, lists) => {
    for (const list of lists) await link(vendor, list, recordsIn(people), true)
    return done(people, [])
  },
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
    const held = await heldOf(vendor, recordsIn(people))
    const chosen = people.flatMap((one) => chosenOf(one, held, list) ?? [])
    await link(
      vendor,
      list,
      chosen.filter(({ wasThere }) => !wasThere),
    )
    put.push(...chosen)
  }
  return put
}

/**
 * One record of those a person has: that on the list already, else the first whose primary address
 * it is, by which alone campaigns go. Null where SuiteCRM has none such any more.
 */
function chosenOf(
  { id: contactId, address, records = [] }: KnownMember,
  held: ReadonlyMap<string, JsonObject>,
  list: string,
): PutRecord | null {
  const there = records.flatMap((record) => {
    const told = held.get(record.id)
    if (told === undefined) return []
    const wasThere = linkedIn(told, ON).some((one) => one['id'] === list)
    const isPrimary = textIn(told['email1']).toLowerCase() === address.toLowerCase()
    return wasThere || isPrimary ? [{ ...record, contactId, wasThere }] : []
  })
  return there.find(({ wasThere }) => wasThere) ?? there[0] ?? null
}

/** Which contacts have one of their records on the list. */
async function onList(
  vendor: Vendor,
  listId: string,
  contacts: readonly KnownMember[],
): Promise<ReadonlySet<string>> {
  const held = await heldOf(vendor, recordsIn(contacts))
  const isOn = ({ id }: MemberRecord) =>
    linkedIn(held.get(id) ?? {}, ON).some((one) => one['id'] === listId)
  return new Set(contacts.filter(({ records = [] }) => records.some(isOn)).map(({ id }) => id))
}

/** The records as they are now, by their ids. */
async function heldOf(vendor: Vendor, records: readonly MemberRecord[]) {
  const held = new Map<string, JsonObject>()
  for (const module of MODULES) {
    const listing = { module, fields: ['id', 'email1'], links: { [ON]: ['id'] } }
    for (const [id, told] of await recordsById(vendor, listing, idsOf(records, module))) {
      held.set(id, told)
    }
  }
  return held
}

/** It answers "created: 1" for however many: what it did is read back. */
async function link(
  vendor: Vendor,
  list: string,
  records: readonly MemberRecord[],
  isUndone = false,
): Promise<void> {
  for (const module of MODULES) {
    const ids = idsOf(records, module)
    if (ids.length === 0) continue
    await ask(vendor, 'set_relationship', {
      module_name: LISTS.module,
      module_id: list,
      link_field_name: module.toLowerCase(),
      related_ids: ids,
      name_value_list: [],
      delete: isUndone ? 1 : 0,
    })
  }
}

/** Whoever is put on a suppression list gets nothing any more: that is another verb. */
async function refuseOtherKinds(vendor: Vendor, list: string): Promise<void> {
  const held = (await recordsById(vendor, LISTS, [list])).get(list)
  if (held !== undefined && SENT_TO_NOBODY[textIn(held['list_type'])] === undefined) return
  const why =
    held === undefined
      ? 'The list is gone in SuiteCRM: nobody is put on it.'
      : 'People are not written to by the list in SuiteCRM: nobody is put on it.'
  throw new Failure('not_found', why, {
    whoMustAct: 'you',
    remedy: 'Choose another list, or make one.',
  })
}

/** Made once: an answer that is lost is looked for by the name. */
async function createList(vendor: Vendor, name: string) {
  const values = { name, list_type: 'default', description: 'Filled by Homing.' }
  const list = Object.entries(values).map(([field, value]) => ({ name: field, value }))
  const args = { module_name: LISTS.module, name_value_list: list }
  const made = await ask(vendor, 'set_entry', args, false)
  if (!isId(made['id'])) throw unreadable(TITLE, 'A new list has no id.')
  const listing = { module: LISTS.module, fields: ['id', 'name'] }
  const held = (await recordsById(vendor, listing, [made['id']])).get(made['id'])
  if (held !== undefined) return { id: idIn(held), name: textIn(held['name']) }
  throw new Failure('refused', 'SuiteCRM does not show the list that was made.', {
    whoMustAct: 'you',
    remedy: 'Let the user’s role edit Targets - Lists, and try again.',
  })
}

function recordsIn(people: readonly KnownMember[]): MemberRecord[] {
  return people.flatMap(({ records = [] }) => records)
}

function idsOf(records: readonly MemberRecord[], module: string): string[] {
  return [...new Set(records.filter((one) => one.module === module).map(({ id }) => id))]
}
