import type { PGlite } from '@electric-sql/pglite'
import { createRandom, type Random } from '../../random.ts'
import type { ContactDefinition, PersonRecord, WorldDefinition } from '../../world/definition.ts'
import { day } from '../../world/time.ts'
import type { World } from '../../world/world.ts'
import { moment } from './moments.ts'

/** Where the firm's people are written down, and how they behave by address. */
interface Desk {
  definition: WorldDefinition
  start: number
  random: Random
  /** What the ESP holds, by lower-case address. */
  contacts: ReadonlyMap<string, ContactDefinition>
  initials: ReadonlyMap<string, string>
  rows: Record<TableName, Record<string, unknown>[]>
}

const tableNames = [
  ...(['attorney', 'client', 'person', 'mailbox', 'word'] as const),
  ...(['distribution', 'distribution_entry'] as const),
]
type TableName = (typeof tableNames)[number]

const firstNumber = 1001
/** So many were taken over from an older program at the same moment. */
const takenOver = 400
/** One mailbox is in use by two entries of one person, this many times. */
const twice = 5

/** The code of the list of those to whom nobody writes, as this firm has it. */
export const quietCode = 'NEVER'

/** Attorneys, their clients in companies and households, and a few who are known by mail alone. */
export async function furnish(db: PGlite, world: World, seed: number): Promise<void> {
  const { definition, start } = world
  const desk: Desk = {
    definition,
    start,
    random: createRandom(`database/${seed}`).fork('first people'),
    contacts: new Map(definition.contacts.map((one) => [one.address.toLowerCase(), one])),
    initials: initialsOf(definition),
    rows: Object.fromEntries(tableNames.map((name) => [name, []])) as unknown as Desk['rows'],
  }
  enterAttorneys(desk)
  const clients = enterClients(desk)
  desk.rows.distribution.push(
    ...definition.lists.map((one, at) => ({
      code: listCode(at),
      title: one.name,
      purpose: 'letters',
    })),
    { code: quietCode, title: 'Do not write to', purpose: 'never' },
  )
  const { people } = definition
  for (const one of people) enterPerson(desk, one, clients)
  const known = people.filter((one) => one.email !== '' && one.organizationKind === 'company')
  for (const one of known.slice(0, twice)) enterPerson(desk, one, clients)
  enterStrangers(desk)
  for (const name of tableNames) await insertAll(db, name, desk.rows[name])
  await db.exec(
    `select setval(pg_get_serial_sequence('firm.person', 'person_no'), max(person_no))
       from firm.person`,
  )
}

function initialsOf({ people }: WorldDefinition): ReadonlyMap<string, string> {
  const owners = [...new Map(people.map((one) => [one.ownerEmail, one.owner]))]
  return new Map(
    owners.map(([email, name], at) => {
      const letters = name.split(/\s+/).map((word) => word.charAt(0))
      return [email, `${letters.join('')}${at + 1}`]
    }),
  )
}

function enterAttorneys({ definition, initials, rows }: Desk): void {
  const names = new Map(definition.people.map((one) => [one.ownerEmail, one.owner]))
  for (const [mailbox, own] of initials) {
    rows.attorney.push({ initials: own, full_name: names.get(mailbox), mailbox })
  }
}

function enterClients(desk: Desk): ReadonlyMap<string, string> {
  const refs = new Map<string, string>()
  for (const one of desk.definition.people) {
    if (one.organization === '' || refs.has(one.organization)) continue
    const client_ref = `M-${String(refs.size + 1).padStart(4, '0')}`
    refs.set(one.organization, client_ref)
    desk.rows.client.push({
      client_ref,
      client_name: one.organization,
      client_type: one.organizationKind === 'household' ? 'H' : 'C',
      town: one.city,
      country: one.country,
      responsible: desk.initials.get(one.ownerEmail),
      touched_at: touched(desk),
    })
  }
  return refs
}

function enterPerson(desk: Desk, one: PersonRecord, clients: ReadonlyMap<string, string>): void {
  const { random, rows, initials } = desk
  const isPerson = one.kind === 'person'
  const person_no = firstNumber + rows.person.length
  const fax = isPerson && one.organizationKind === 'company' && random.chance(0.1)
  rows.person.push({
    person_no,
    // A company's general mailbox is an entry of its own, which has no name but the company's.
    label: isPerson ? null : one.name,
    given_name: textOr(one.firstName),
    surname: textOr(one.lastName),
    position: textOr(one.jobTitle),
    tel: textOr(one.phone),
    fax: fax ? `+1 414 555 ${String(random.int(0, 9999)).padStart(4, '0')}` : null,
    town: textOr(one.city),
    country: textOr(one.country),
    client_ref: clients.get(isPerson ? one.organization : one.name) ?? null,
    looks_after: initials.get(one.ownerEmail),
    touched_at: rows.person.length < takenOver ? moment(desk.start - 200 * day) : touched(desk),
  })
  enterMail(desk, person_no, [one.email, ...one.otherEmails])
}

/** The firm has heard of some opt-outs and returns, of others not yet, and of a few alone. */
function enterMail(desk: Desk, person_no: number, addresses: readonly string[]): void {
  const { random, rows, start } = desk
  const [address = '', ...others] = addresses
  const contact = desk.contacts.get(address.toLowerCase())
  const heard = contact !== undefined && contact.createdAfter % 2 === 0
  const alone = (share: number) => address !== '' && random.chance(share)
  const returned = alone(0.005) || (heard && contact.bounces === 'B')
  for (const [at, one] of [address, ...others].slice(0, 3).entries()) {
    if (one === '') continue
    const returned_at = at === 0 && returned ? moment(start - random.int(1, 190) * day) : null
    rows.mailbox.push({ person_no, rank: at + 1, address: one, returned_at })
  }
  if (alone(0.01) || (heard && contact.permission === 'unsubscribed')) {
    const said_at = moment(start - random.int(1, 190) * day)
    const word = { person_no, wants_letters: false, heard_from: 'telephone' }
    rows.word.push({ ...word, said_at, entered_at: said_at })
  }
  for (const [at, { listId }] of desk.definition.lists.entries()) {
    if (contact?.listIds.includes(listId) !== true) continue
    rows.distribution_entry.push({ code: listCode(at), person_no })
  }
  if (random.chance(1 / 150)) rows.distribution_entry.push({ code: quietCode, person_no })
}

/** Some readers whom the ESP has and the firm's clients do not know. */
function enterStrangers(desk: Desk): void {
  const { people, contacts } = desk.definition
  const known = new Set(people.flatMap((one) => [one.email, ...one.otherEmails]))
  const strangers = contacts.filter((one) => !known.has(one.address)).slice(0, 6)
  for (const { firstName, lastName, address } of strangers) {
    const person_no = firstNumber + desk.rows.person.length
    const name = { given_name: firstName, surname: lastName }
    desk.rows.person.push({ person_no, ...name, touched_at: touched(desk) })
    enterMail(desk, person_no, [address])
  }
}

function touched({ random, start }: Desk): string {
  const at = start - random.int(1, 190) * day - random.int(0, 86_399_999)
  return moment(at, random.int(0, 999))
}

function listCode(at: number): string {
  return `L${String(at + 1).padStart(2, '0')}`
}

function textOr(text: string): string | null {
  return text === '' ? null : text
}

async function insertAll(db: PGlite, table: TableName, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(', ')
  if (columns === '') return
  await db.query(
    `insert into firm.${table} (${columns})
     select ${columns} from jsonb_populate_recordset(null::firm.${table}, $1)`,
    [JSON.stringify(rows)],
  )
}
