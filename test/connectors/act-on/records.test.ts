import { describe, expect, it } from 'vitest'
import { actOn } from '../../../src/connectors/esp/act-on/index.ts'
import { good, scripted } from './line.ts'

const { erase: erasing, replaceAddress: replacing } = actOn.consent!
const erase = erasing!
const replaceAddress = replacing!
const headers = ['_contact_id_', 'Name', 'E-mail']
const list = (listId: string, ...data: string[][]) =>
  good({ listId, offset: 0, totalCount: data.length, emailColumn: 2, headers, data })
const lists = (...ids: string[]) =>
  good({ offset: 0, totalCount: ids.length, result: ids.map((id) => ({ id, name: id })) })
const gone = { status: 400, body: { errorCode: 10008, message: 'Invalid contact' } }
const noList = { status: 400, body: { errorCode: 10004, message: 'Invalid or missing list' } }
const ada = (id: string) => [id, 'Ada', 'Ada@client.example']

describe('Act-On, deleting whom was erased', () => {
  it('reads the address where the list says it is', async () => {
    const { vendor, asked } = scripted(list('l-0001', ada('l-0001:7')), good(ada('l-0001:7')))
    expect(await erase.find(vendor, 'l-0001:7')).toEqual({ address: 'Ada@client.example' })
    expect(asked()).toEqual([
      '/api/1/list/l-0001?count=1&offset=0',
      '/api/1/list/l-0001/record/l-0001:7',
    ])
  })

  it('has no contact where the record is gone, or its list, or there never was one', async () => {
    const { vendor } = scripted(list('l-0001', ['l-0001:1', 'Bo', 'bo@client.example']), gone)
    expect(await erase.find(vendor, 'l-0001:7')).toBeNull()
    expect(await erase.find(scripted(noList).vendor, 'l-0001:7')).toBeNull()
    const { vendor: other, asked } = scripted()
    for (const id of ['optout:0123456789abcdef', 'l-0001:7/../8', '', 'optout']) {
      expect(await erase.find(other, id)).toBeNull()
    }
    expect(asked()).toEqual([])
  })

  it('deletes the records on all lists, the known one last', async () => {
    const deleted = good({ status: 'success', message: 'Record deleted' })
    const { vendor, exchanges } = scripted(
      list('l-0001', ada('l-0001:7')),
      good(ada('l-0001:7')),
      lists('l-0001', 'l-0002', 'l-0003', 'l-0004'),
      list('l-0001', ada('l-0001:7')),
      list('l-0002', ['l-0002:1', 'Bo', 'bo@client.example'], ada('l-0002:2'), ada('l-0002:3')),
      noList,
      list('l-0004'),
      deleted,
      gone,
      deleted,
    )
    await erase.call(vendor, 'l-0001:7')
    const deletions = exchanges.filter(({ method }) => method === 'DELETE')
    expect(deletions.map(({ url }) => url.slice(url.lastIndexOf('/') + 1))).toEqual([
      'l-0002:2',
      'l-0002:3',
      'l-0001:7',
    ])
  })
})

describe('Act-On, correcting an address', () => {
  const done = good({ status: 'success', message: 'Record updated' })
  const held = { id: '', groups: [], permission: '', optedOutAt: null, record: null }
  const contact = { ...held, address: 'ada@client.example', state: 'mailable' } as const
  const now = (id: string) => [id, 'Ada', 'ada@new.example']
  const changed = (id: string) => [done, list('l-0001', now(id)), good(now(id))]

  it('changes each record that has it, and looks at each', async () => {
    const { vendor, exchanges } = scripted(
      lists('l-0001', 'l-0002'),
      list('l-0001', ada('l-0001:7'), ['l-0001:8', 'Bo', 'bo@client.example']),
      list('l-0002', ada('l-0002:2')),
      ...changed('l-0001:7'),
      ...changed('l-0002:2'),
    )
    expect(await replaceAddress(vendor, contact, 'ada@new.example')).toBeUndefined()
    const puts = exchanges.filter(({ method }) => method === 'PUT')
    expect(puts.map(({ url }) => url.slice(url.lastIndexOf('/') + 1))).toEqual([
      'l-0001:7',
      'l-0002:2',
    ])
    expect(puts.map(({ body }) => JSON.parse(String(body)))).toEqual([
      { 'E-mail': 'ada@new.example' },
      { 'E-mail': 'ada@new.example' },
    ])
  })

  it('takes an opt-out along before any record has the new address', async () => {
    const { vendor, exchanges } = scripted(
      lists('l-0001'),
      list('l-0001', ada('l-0001:7')),
      good({ status: 'success' }),
      ...changed('l-0001:7'),
    )
    await replaceAddress(vendor, { ...contact, state: 'opted_out' }, 'ada@new.example')
    const puts = exchanges.filter(({ method }) => method === 'PUT')
    expect(puts.map(({ url }) => url.slice(url.indexOf('/list')))).toEqual([
      '/list/optout',
      '/list/l-0001/record/l-0001:7',
    ])
  })

  it('says where nobody has the address, and does nothing where all have the new one', async () => {
    const nobody = scripted(
      lists('l-0001'),
      list('l-0001', ['l-0001:8', 'Bo', 'bo@client.example']),
    )
    expect(await replaceAddress(nobody.vendor, contact, 'ada@new.example')).toBe('nobody')
    const { vendor, asked } = scripted(lists('l-0001'), list('l-0001', now('l-0001:7')))
    expect(await replaceAddress(vendor, contact, 'ada@new.example')).toBeUndefined()
    expect(asked()).toHaveLength(2)
  })

  it('says so where Act-On left the address as it was', async () => {
    const { vendor } = scripted(
      lists('l-0001'),
      list('l-0001', ada('l-0001:7')),
      done,
      list('l-0001', ada('l-0001:7')),
      good(ada('l-0001:7')),
    )
    await expect(replaceAddress(vendor, contact, 'ada@new.example')).rejects.toThrow(
      'did not change the address',
    )
  })
})
