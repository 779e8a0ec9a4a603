import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../../sandbox/index.ts'
import { suiteCrm } from '../../../src/connectors/crm/suitecrm/index.ts'
import { sugarCrm } from '../../../src/connectors/crm/sugarcrm/index.ts'
import type { KnownMember } from '../../../src/connectors/index.ts'
import { databaseOf, httpFor, lineTo as suiteLine } from '../suitecrm/stage.ts'
import { lineTo as sugarLine, SMALL } from './stage.ts'

// Both fill the same tables, by another interface.
const CRMS = [
  { id: 'suitecrm', connector: suiteCrm, lineTo: suiteLine },
  { id: 'sugarcrm', connector: sugarCrm, lineTo: sugarLine },
] as const

describe.each(CRMS)('target lists of $id', ({ id, connector, lineTo }) => {
  const part = connector.audience!
  let sandbox: Sandbox
  let list: string
  /** Somebody who is a contact and a lead, by the same address. */
  let both: KnownMember

  beforeAll(async () => {
    sandbox = await startSandbox({ esp: id, world: lawFirm(4, SMALL), enforceLimits: false })
    list = (await part.createList!(lineTo(sandbox), 'Opened: Spring')).id
    const database = databaseOf(sandbox)
    const [lead] = await database.rows('Leads')
    const { rows } = await firstContacts()
    const { address } = rows[0]!
    const contact = await recordOf(address)
    await database.patch('Leads', lead!['id']!, { email1: address })
    const records = [
      { module: 'Contacts', id: contact },
      { module: 'Leads', id: lead!['id']! },
    ]
    both = { id: rows[0]!.id, address, records }
  }, 120_000)
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  async function firstContacts() {
    const { body } = await connector.contacts!.page(lineTo(sandbox), null)
    return connector.contacts!.read(body)
  }

  async function recordOf(address: string): Promise<string> {
    const found = await fetch(
      `${sandbox.url}/_sandbox/crm/addresses?address=${encodeURIComponent(address)}`,
    )
    const { holders } = (await found.json()) as { holders: { module: string; id: string }[] }
    return holders.find(({ module }) => module === 'Contacts')!.id
  }

  const lists = `/_sandbox/crm/lists`
  const asUser = (method: 'PUT' | 'DELETE', link: string, record: string) =>
    fetch(`${sandbox.url}${lists}/${list}/${link}/${record}`, { method })

  async function held() {
    const all = (await (await fetch(sandbox.url + lists)).json()) as {
      id: string
      type: string
      contacts: string[]
      leads: string[]
    }[]
    const { contacts, leads } = all.find((one) => one.id === list)!
    return { all, contacts, leads }
  }

  test('one record of a person is put on, twice is once, and it comes off again', async () => {
    const vendor = lineTo(sandbox)
    const [contact] = both.records!
    const first = await part.putKnownOn(vendor, [both], [list])
    expect(first.records).toEqual([{ ...contact, contactId: both.id, wasThere: false }])
    const second = await part.putKnownOn(vendor, [both], [list])
    expect(second.records).toEqual([{ ...contact, contactId: both.id, wasThere: true }])
    expect(await held()).toMatchObject({ contacts: [contact!.id], leads: [] })
    expect(await part.records!.onList(vendor, list, [both])).toEqual(new Set([both.id]))
    for (let twice = 0; twice < 2; twice++) {
      await part.takeOff(vendor, [{ ...both, records: [contact!] }], [list])
      expect(await held()).toMatchObject({ contacts: [], leads: [] })
    }
    expect(await part.records!.onList(vendor, list, [both])).toEqual(new Set())
  })

  test('whom a user put on by another record is on the list already', async () => {
    const vendor = lineTo(sandbox)
    const lead = both.records![1]!
    await asUser('PUT', 'leads', lead.id)
    const { records } = await part.putKnownOn(vendor, [both], [list])
    expect(records).toEqual([{ ...lead, contactId: both.id, wasThere: true }])
    expect(await held()).toMatchObject({ contacts: [], leads: [lead.id] })
    await asUser('DELETE', 'leads', lead.id)
  })

  test('a record that is gone, or has another address, is not put on', async () => {
    const records = [{ module: 'Contacts', id: 'b0b0b0b0-0000-4000-8000-000000000000' }]
    const gone = { ...both, records }
    const other = { ...both, address: 'somebody.else@example.org' }
    for (const member of [gone, other]) {
      expect((await part.putKnownOn(lineTo(sandbox), [member], [list])).records).toEqual([])
    }
    expect(await held()).toMatchObject({ contacts: [], leads: [] })
  })

  test('nobody is put on a suppression list', async () => {
    const { all } = await held()
    const exempt = all.find(({ type }) => type.startsWith('exempt'))!
    const before = exempt.contacts.length
    const put = part.putKnownOn(lineTo(sandbox), [both], [exempt.id])
    await expect(put).rejects.toMatchObject({ kind: 'not_found', whoMustAct: 'you' })
    const after = (await held()).all.find((one) => one.id === exempt.id)!
    expect(after.contacts).toHaveLength(before)
  })
})
