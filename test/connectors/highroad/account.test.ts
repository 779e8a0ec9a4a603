import { describe, expect, it } from 'vitest'
import { highRoad } from '../../../src/connectors/esp/highroad/index.ts'
import { type RemoteContact, walkPages } from '../../../src/connectors/index.ts'
import type { RpcValue } from '../../../src/connectors/esp/highroad/xml-rpc.ts'
import { answering, fault, good, SETTINGS } from './line.ts'

const { contacts, lists, consent, audience } = highRoad

/** An account as public clients show one: contacts, the lists they are on, and unsub lists. */
function account(options: { isDeaf?: boolean; pageIsStuck?: boolean } = {}) {
  const people: ({ id: number; email: string } & Record<string, string | number>)[] = [
    { id: 11, email: 'Ada@client.example', first_name: 'Ada', town: 'Leeds', age: 36 },
    { id: 12, email: 'bo@client.example' },
    { id: 13, email: '', mobile: '0161' },
  ]
  const on = new Map([
    [11, new Set([5, 6])],
    [12, new Set([6])],
  ])
  const out = new Map([['bo@client.example', new Set([1])]])
  const outOf = (address: unknown) => {
    const key = String(address).toLowerCase()
    return out.get(key) ?? out.set(key, new Set()).get(key)!
  }
  const page = (rows: RpcValue[], paging: unknown) =>
    (paging as { page: number }).page === 1 || options.pageIsStuck ? rows : []
  const methods: Record<string, (...params: never[]) => RpcValue> = {
    'workspace.get': (id: number) => ({ id, name: 'Harrow & Co' }),
    'coreTable.get': (id: number) => ({ id, name: 'People' }),
    'list.search': (_: unknown, paging: unknown) =>
      page(
        [
          { id: 5, name: 'News' },
          { id: 6, name: 'Events' },
        ],
        paging,
      ),
    'contact.all': (_: number, __: unknown, paging: unknown) => page(people, paging),
    'contact.search': (_: number, { email }: { email: string }) =>
      people.filter((one) => one.email.toLowerCase() === email.toLowerCase()),
    'contact.lists': (id: number) => [...(on.get(id) ?? [])],
    'contact.create': (_: number, { email }: { email: string }) =>
      people.find((one) => one.email.toLowerCase() === email)?.id ?? 14,
    'contact.addList': (id: number, list: number) => {
      on.set(id, (on.get(id) ?? new Set()).add(list))
      return 1
    },
    'contact.removeList': (id: number, list: number) => Number(on.get(id)?.delete(list)),
    'unsubList.all': () => [
      { id: 1, name: 'All' },
      { id: 2, name: 'Events' },
    ],
    'unsubList.checkAll': (address: string) => [...outOf(address)],
    'unsubList.addAddress': (address: string, list: number) => {
      if (!options.isDeaf) outOf(address).add(list)
      return 1
    },
    'unsubList.removeAddress': (address: string, list: number) =>
      Number(outOf(address).delete(list)),
  }
  const line = answering((method, params) => {
    const refused = JSON.stringify(params).includes('refused@')
    if (refused) return fault(204, 'Argument invalid')
    return good(methods[method]!(...(params as never[])))
  })
  return { ...line, on, out }
}

async function everybody(vendor: Parameters<NonNullable<typeof contacts>['page']>[0]) {
  const rows: RemoteContact[] = []
  for await (const { body } of walkPages('test', (cursor) => contacts!.page(vendor, cursor))) {
    const read = contacts!.read(body)
    expect(read.refused).toEqual([])
    rows.push(...read.rows)
  }
  return rows
}

describe('lists and contacts', () => {
  it('are read until a page is empty, with their lists and their place on every unsub list', async () => {
    const { vendor, out } = account()
    out.set('ada@client.example', new Set([1, 2]))
    expect(await everybody(vendor)).toEqual([
      {
        ...{ id: '11', address: 'Ada@client.example', firstName: 'Ada', lastName: '' },
        ...{ jobTitle: '', company: '', permission: 'unsubscribed', lists: ['5', '6'] },
        values: { town: 'Leeds', age: '36' },
      },
      // On one of two unsub lists only: other campaigns go there.
      expect.objectContaining({ id: '12', permission: '', lists: ['6'] }),
    ])
  })

  it('are those of the workspace and the table of the settings', async () => {
    const { vendor, calls } = account()
    const { body } = await lists!.page(vendor, null)
    expect(calls).toEqual([
      ['list.search', { workspace_id: 3, table_id: 1 }, { page: 1, page_size: 250 }],
    ])
    expect(lists!.read(body).rows).toEqual([
      { id: '5', name: 'News', members: null },
      { id: '6', name: 'Events', members: null },
    ])
  })

  it('end with a failure where the same page comes again', async () => {
    const { vendor } = account({ pageIsStuck: true })
    const { next } = await lists!.page(vendor, null)
    await expect(lists!.page(vendor, next)).rejects.toMatchObject({ kind: 'unreadable' })
  })
})

describe('consent', () => {
  const ask = { reason: 'Too many', mark: 'm1' }

  it('puts an address on every unsub list it is not on, twice as good as once, and back', async () => {
    const { vendor, calls, out } = account()
    const held = (await consent!.find(vendor, 'BO@client.example'))!
    expect(held).toMatchObject({ id: '12', state: 'mailable', groups: [{ kind: 'list', id: '6' }] })
    await consent!.optOut(vendor, held, ask)
    await consent!.optOut(vendor, held, ask)
    expect(calls.filter(([method]) => method === 'unsubList.addAddress')).toEqual([
      ['unsubList.addAddress', 'bo@client.example', 2],
    ])
    const then = await consent!.find(vendor, 'bo@client.example')
    expect(then).toMatchObject({ state: 'opted_out', permission: 'unsubscribed' })
    await consent!.resubscribe!.call(vendor, held, ['5'])
    expect(out.get('bo@client.example')).toEqual(new Set())
    expect(await consent!.find(vendor, 'bo@client.example')).toMatchObject({
      state: 'mailable',
      groups: [{ id: '6' }, { id: '5' }],
    })
  })

  it('goes by the unsub lists that were entered alone, where some were', async () => {
    const line = account()
    const vendor = { ...line.vendor, settings: { ...SETTINGS, unsubListIds: '2, 7' } }
    const held = (await consent!.find(vendor, 'bo@client.example'))!
    await consent!.optOut(vendor, held, ask)
    expect(line.out.get('bo@client.example')).toEqual(new Set([1, 2, 7]))
    await consent!.resubscribe!.call(vendor, held, [])
    expect(line.out.get('bo@client.example')).toEqual(new Set([1]))
    expect(line.calls.some(([method]) => method === 'unsubList.all')).toBe(false)
  })

  it('has failed where the vendor does not hold the opt-out afterwards', async () => {
    const { vendor } = account({ isDeaf: true })
    const held = (await consent!.find(vendor, 'bo@client.example'))!
    await expect(consent!.optOut(vendor, held, ask)).rejects.toMatchObject({
      kind: 'refused',
      whoMustAct: 'you',
    })
  })

  it('knows nobody who is not there, and takes whoever leaves off that list alone', async () => {
    const { vendor, on } = account()
    expect(await consent!.find(vendor, 'nobody@client.example')).toBeNull()
    const held = (await consent!.find(vendor, 'ada@client.example'))!
    await consent!.leave!(vendor, held, [{ kind: 'list', id: '5' }])
    expect(on.get(11)).toEqual(new Set([6]))
  })
})

describe('audience', () => {
  it('puts known and new people on lists, counts whom it does not take, and lifts no opt-out', async () => {
    const { vendor, on, out } = account()
    const addresses = ['bo@client.example', 'refused@client.example', 'new@client.example']
    const people = addresses.map((address) => ({ address, values: [] }))
    const job = await audience!.putOn!(vendor, people, ['5'])
    expect(job).toMatchObject({ state: 'done', total: 3, done: 2, errors: 1 })
    expect(on.get(12)).toEqual(new Set([6, 5]))
    expect(on.get(14)).toEqual(new Set([5]))
    expect(out.get('bo@client.example')).toEqual(new Set([1]))
  })

  it('tells who is on a list, and refuses more people than one call takes', async () => {
    const { vendor } = account()
    await audience!.takeOff(vendor, [{ id: '11', address: 'ada@client.example' }], ['6'])
    const { body } = await audience!.membersPage!(vendor, '6', null)
    expect(audience!.readMembers!(body).rows.map(({ id }) => id)).toEqual(['12'])
    const many = Array.from({ length: 51 }, () => ({ id: '11', address: 'ada@client.example' }))
    await expect(audience!.takeOff(vendor, many, ['6'])).rejects.toMatchObject({ kind: 'refused' })
  })
})

describe('the check', () => {
  it('names the workspace, and says that feedback comes by files', async () => {
    const health = await highRoad.check(account().vendor)
    expect(health).toMatchObject({ ok: true, account: 'Harrow & Co' })
    expect(health.checks.at(-1)).toMatchObject({ ok: true, sentence: /by files/ })
  })

  it('fails where there is no unsub list to opt out by', async () => {
    const { vendor } = answering((method) => good(method === 'workspace.get' ? {} : []))
    const health = await highRoad.check(vendor)
    expect(health.ok).toBe(false)
    expect(health.checks.find(({ ok }) => !ok)?.sentence).toContain('no unsub list')
  })
})

describe('errors', () => {
  it.each([
    [301, 'unauthorised', 'you'],
    [302, 'forbidden', 'you'],
    [208, 'forbidden', 'you'],
    [305, 'forbidden', 'you'],
    [304, 'throttled', 'vendor'],
    [303, 'quota_exceeded', 'you'],
    [207, 'not_found', 'homing'],
    [101, 'temporary', 'vendor'],
    [204, 'refused', 'homing'],
    [200, 'refused', 'homing'],
    [-32601, 'refused', 'homing'],
  ])('take fault %i for %s', async (code, kind, whoMustAct) => {
    const { vendor } = answering(() => fault(code, 'As it is.'))
    await expect(lists!.page(vendor, null)).rejects.toMatchObject({ kind, whoMustAct })
  })

  it.each([
    [401, 'unauthorised'],
    [404, 'unreadable'],
    [503, 'temporary'],
    [200, 'unreadable'],
  ])('take status %i with a web page for %s', async (status, kind) => {
    const { vendor } = answering(() => ({ status, body: '<html><body>Hello<br></body></html>' }))
    await expect(lists!.page(vendor, null)).rejects.toMatchObject({ kind })
  })
})
