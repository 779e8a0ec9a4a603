import { afterAll, beforeAll, expect, test } from 'vitest'
import { faxesOf, type FaxBook } from '../../sandbox/magnetmail/fax-book.ts'
import { magnetMail } from '../../src/connectors/esp/magnetmail/index.ts'
import { liftOptOut, recordOptOut } from '../../src/consent/index.ts'
import { kindCode } from '../../src/ledger/index.ts'
import { tellConnection } from '../../src/sync/index.ts'
import { lineTo } from '../connectors/magnetmail/stage.ts'
import { sql } from '../database.ts'
import { serviceWorld, type ServiceWorld } from './service-world.ts'
import { magnetMailService } from './services.ts'

const SIZE = { companies: 24, households: 12, unattached: 4 }

let world: ServiceWorld
let book: FaxBook
let now: number

beforeAll(async () => {
  world = await serviceWorld(magnetMailService, SIZE, { rowsPerPage: 40 })
  const { clock } = world.sandbox
  clock.runUntilQuiet()
  now = clock.now()
  book = faxesOf(world.sandbox.world)
  await synced()
}, 300_000)
afterAll(() => world.close())

async function synced() {
  await world.sync(['activities', 'lists', 'contacts', 'opt_outs'])
  const [run] = await rowsOf(sql<{ status: string; message: string | null }>`
    select status, message from run order by id desc limit 1`)
  expect(run, world.log.slice(-3).join('\n')).toEqual({ status: 'done', message: null })
}

const rowsOf = <Row>(statement: ReturnType<typeof sql<Row>>) =>
  world.inTx(async (tx) => (await statement.execute(tx)).rows)

const contacts = () =>
  new Map(world.sandbox.world.contactsAt(now).map((one) => [one.contact.contactId, one]))

async function ledger(): Promise<string[]> {
  const rows = await rowsOf(sql<{ campaign: string; kind: number; number: string; ms: number }>`
    select c.name as campaign, e.kind, a.canonical as number,
      (extract(epoch from e.occurred_at) * 1000)::float8 as ms
    from event e join campaign c on c.id = e.campaign_id
    join address a on a.id = e.address_id and a.kind = 'fax'`)
  return rows.map((row) => [row.campaign, row.kind, row.number, row.ms].join(' ')).sort()
}

function told(): string[] {
  const known = contacts()
  return book
    .all(now)
    .flatMap((message) =>
      book.sent(message, now).flatMap(({ contactId, sentAt, resultAt, status }) => {
        const number = book.numberOf(known.get(contactId)!.contact)
        const kind = status === 'Failed' ? 'bounce' : 'delivered'
        const line = (of: 'sent' | typeof kind, at: number) =>
          [message.name, kindCode(of), number, at].join(' ')
        return [line('sent', sentAt), line(kind, resultAt)]
      }),
    )
    .sort()
}

test('what became of each fax is in the ledger, once, and the same after another run', async () => {
  expect(told().length).toBeGreaterThan(40)
  expect(await ledger()).toEqual(told())
  await synced()
  expect(await ledger()).toEqual(told())
})

test('a failed fax has its reason, and makes no number invalid', async () => {
  const failed = await rowsOf(sql<{ code: string; valid: boolean }>`
    select distinct d.value as code, a.is_valid as valid from event e
    join address a on a.id = e.address_id and a.kind = 'fax' join detail d on d.id = e.detail_id
    where e.kind = ${kindCode('bounce')}`)
  expect(failed.length).toBeGreaterThan(1)
  expect(failed.every(({ code, valid }) => valid && code !== '')).toBe(true)
})

test('a fax number is of whoever has the recipient’s address, and no stranger’s', async () => {
  const rows = await rowsOf(sql<{ number: string; mails: string[] | null }>`
    select f.canonical as number, (
      select array_agg(distinct m.canonical) from person_address u
      join person_address o on o.person_id = u.person_id and o.ended_at is null
      join address m on m.id = o.address_id and m.kind = 'email'
      where u.address_id = f.id and u.ended_at is null) as mails
    from address f where f.kind = 'fax' order by 1`)
  const theirs = new Map<string, Set<string>>()
  for (const { address, contact, deletedAt } of contacts().values()) {
    const number = book.numberOf(contact)
    if (number === undefined || address === '' || deletedAt !== undefined) continue
    theirs.set(number, (theirs.get(number) ?? new Set()).add(address.toLowerCase()))
  }
  expect(theirs.size).toBeGreaterThan(20)
  const held = new Map(rows.map(({ number, mails }) => [number, mails ?? []]))
  for (const [number, mails] of theirs) {
    expect(held.get(number), number).toEqual(expect.arrayContaining([...mails]))
  }
  expect(rows.filter(({ mails }) => mails === null)).toEqual([])
})

test('who gets no faxes is out by fax, and mailed as before', async () => {
  const held = [...contacts().values()].flatMap(({ contact, address, deletedAt }) => {
    const isHeld = book.suppressedSince(contact.contactId) !== undefined
    const number = book.numberOf(contact)
    const isThere = address !== '' && deletedAt === undefined
    return isHeld && isThere && number !== undefined ? [number] : []
  })
  const facts = await rowsOf(sql<{ number: string; scope: string }>`
    select a.canonical as number, f.scope from consent_fact f
    join address a on a.id = f.address_id and a.kind = 'fax' where not f.opted_in order by 1`)
  expect(held.length).toBeGreaterThan(1)
  expect(facts.map(({ number }) => number)).toEqual([...new Set(held)].sort())
  const mailed = await rowsOf(sql<{ count: number }>`
    select count(*)::integer as count from opted_out_address o
    join address m on m.id = o.address_id and m.kind = 'email'
    where not exists (select from consent_fact f where f.address_id = m.id)`)
  expect(mailed).toEqual([{ count: 0 }])
})

test('figures agree with the vendor’s, and nothing is left for a person', async () => {
  const faxed = await rowsOf(sql<{ channel: string; sent: number; told: number }>`
    select c.name as channel, n.events::integer as sent, (c.esp_totals ->> 'sent')::integer as told
    from campaign c join campaign_count n on n.campaign_id = c.id and n.kind = ${kindCode('sent')}
    where c.name like '% by fax'`)
  expect(faxed.length).toBeGreaterThan(1)
  for (const { sent, told } of faxed) expect(sent).toBe(told)
  const open = await rowsOf(sql<{ cause: string; sentence: string }>`
    select cause, sentence from problem where status = 'open'`)
  expect(open).toEqual([])
})

/** A number that is one recipient's alone and gets faxes, with who has it here. */
async function faxedPerson(place: number) {
  const known = [...contacts().values()].filter(({ contact, address, deletedAt }) => {
    const isHeld = book.suppressedSince(contact.contactId) !== undefined
    return book.numberOf(contact) !== undefined && !isHeld && address !== '' && !deletedAt
  })
  const { contact, address } = known[place]!
  const number = book.numberOf(contact)!
  const [row] = await rowsOf(sql<{ addressId: number; personId: number }>`
    select a.id as "addressId", u.person_id as "personId" from address a
    join person_address u on u.address_id = a.id and u.ended_at is null
    where a.kind = 'fax' and a.canonical = ${number}`)
  return { number, mail: address, ...row! }
}

const statementOf = ({ personId }: { personId: number }) => ({
  ...{ workspaceId: world.by.workspaceId, personId },
  ...{ actor: { id: world.by.id, name: world.by.name }, now: world.homing.now() },
})

const noMoreFaxes = (one: { addressId: number; personId: number }) =>
  world.inTx((tx) =>
    recordOptOut(tx, statementOf(one), {
      about: { scope: 'address', addressId: one.addressId },
      ...{ reason: 'by phone', evidence: '' },
    }),
  )

const tell = () => {
  const { homing, by, connectionId } = world
  return tellConnection(homing, { workspaceId: by.workspaceId, connectionId })
}

const writeBacksOf = (addressId: number) =>
  rowsOf(sql<{ status: string; outcome: string }>`
    select status, outcome from write_back where address_id = ${addressId}`)

async function heldThere({ number, mail }: { number: string; mail: string }) {
  const vendor = lineTo(world.sandbox)
  const fax = await magnetMail.consent!.faxes!.find(vendor, number, [])
  const mailed = await magnetMail.consent!.find(vendor, mail, [])
  return [fax?.state, mailed?.permission]
}

test('that somebody wants no faxes is told there, read back, and says nothing of mail', async () => {
  const one = await faxedPerson(0)
  const [, permission] = await heldThere(one)
  expect(await heldThere(one)).toEqual(['mailable', permission])
  await noMoreFaxes(one)
  await tell()
  expect(await writeBacksOf(one.addressId)).toMatchObject([{ status: 'done' }])
  expect(await heldThere(one)).toEqual(['opted_out', permission])
})

test('what was said before it could be told is told once the contacts were read', async () => {
  const one = await faxedPerson(1)
  await rowsOf(sql<object>`update write_back_lane set tells_faxes = false`)
  await noMoreFaxes(one)
  expect(await writeBacksOf(one.addressId)).toEqual([])
  await rowsOf(sql<object>`update write_back_lane set tells_faxes = true`)
  await synced()
  expect(await writeBacksOf(one.addressId)).toMatchObject([{ status: 'waiting' }])
  await tell()
  expect(await writeBacksOf(one.addressId)).toMatchObject([{ status: 'done' }])
  expect((await heldThere(one))[0]).toBe('opted_out')
})

test('what was told there comes home as ours: no new wish, and it does not outlive ours', async () => {
  const one = await faxedPerson(2)
  const said = () =>
    rowsOf(sql<{ source: string; optedIn: boolean }>`
      select source, opted_in as "optedIn" from consent_fact
      where address_id = ${one.addressId} order by id`)
  const ours = { source: 'user', optedIn: false }
  await noMoreFaxes(one)
  await tell()
  await synced()
  expect(await said()).toEqual([ours])
  await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
    liftOptOut(tx, statementOf(one), {
      about: { scope: 'address', addressId: one.addressId },
      evidence: 'wrote to us',
    }),
  )
  await tell()
  await synced()
  expect((await heldThere(one))[0]).toBe('opted_out')
  expect(await said()).toEqual([ours, { source: 'user', optedIn: true }])
})

test('whoever left by mail there before is known as theirs, and ours by mail as ours', async () => {
  const one = await faxedPerson(3)
  const [mail] = await rowsOf(sql<{ addressId: number }>`
    select id as "addressId" from address where canonical = ${one.mail.toLowerCase()}`)
  await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
    recordOptOut(tx, statementOf(one), { reason: 'by phone', evidence: '' }),
  )
  await tell()
  await synced()
  const told = await rowsOf(sql<{ source: string }>`
    select distinct source from consent_fact where address_id = ${mail!.addressId}`)
  expect(told).toEqual([{ source: 'user' }])
  const theirs = await rowsOf(sql<{ count: number }>`
    select count(*)::integer as count from consent_fact f
    join address a on a.id = f.address_id and a.kind = 'email'
    where f.source = 'esp' and f.natural_key like 'contact:%'`)
  expect(theirs[0]!.count).toBeGreaterThan(0)
})
