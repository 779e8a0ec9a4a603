import { describe, expect, it } from 'vitest'
import { actOn } from '../../../src/connectors/esp/act-on/index.ts'
import { type RemoteContact, walkPages } from '../../../src/connectors/index.ts'
import type { Outcome } from '../sdk/scripted.ts'
import { good, scripted } from './line.ts'

const { lists, contacts } = actOn

const LISTS = good({
  offset: 0,
  count: 2,
  totalCount: 2,
  result: [
    { id: 'l-0001', name: 'Clients', sourceSize: '2' },
    { id: 'l-0002', name: 'Alumni', sourceSize: 'unknown' },
  ],
})

const NONE = good({ offset: 0, count: 0, totalCount: 0, result: [] })
const OPTED_OUT = good({
  offset: 0,
  count: 1,
  totalCount: 1,
  result: [{ email: 'cy@client.example', timestamp: 1_725_641_452_528, origin: 'Form' }],
})
const COMPLAINED = good({
  offset: 0,
  count: 1,
  totalCount: 1,
  result: [{ email: 'dee@client.example', timestamp: 1_725_641_452_528, origin: 'Letter' }],
})

/** As the reference shows a list that is downloaded. */
const download = (listId: string, ...data: unknown[]): Outcome =>
  good({
    listId,
    offset: 0,
    count: data.length,
    totalCount: data.length,
    emailColumn: 3,
    headers: ['_contact_id_', 'First Name', 'Last Name', 'E-mail Address', 'Company'],
    data,
  })
const bea = (list: string) => [`${list}:0`, 'Bea', 'Client', 'bea@client.example', 'Client & Co']

async function walk(...outcomes: Outcome[]) {
  const { vendor, asked } = scripted(...outcomes)
  const found: RemoteContact[] = []
  const refused: string[] = []
  for await (const { body } of walkPages('test', (cursor) => contacts!.page(vendor, cursor))) {
    const read = contacts!.read(body)
    found.push(...read.rows)
    refused.push(...read.refused.map((row) => row.field))
  }
  return { found, refused, asked: asked() }
}

describe('Act-On, lists and who is on them', () => {
  it('tells lists with their size where that is a number', async () => {
    const { vendor } = scripted(LISTS)
    const { body } = await lists!.page(vendor, null)
    expect(lists!.read(body).rows).toEqual([
      { id: 'l-0001', name: 'Clients', members: 2 },
      { id: 'l-0002', name: 'Alumni', members: null },
    ])
  })

  it('walks list by list; who is on two is told twice', async () => {
    const { found, asked } = await walk(
      LISTS,
      OPTED_OUT,
      COMPLAINED,
      download('l-0001', bea('l-0001'), ['l-0001:1', 'No', 'Address', '', '']),
      download('l-0002', bea('l-0002')),
    )
    expect(found.map(({ id, lists: on }) => [id, on])).toEqual([
      [expect.stringMatching(/^optout:[0-9a-f]{16}$/), []],
      [expect.stringMatching(/^optout:[0-9a-f]{16}$/), []],
      ['l-0001:0', ['l-0001']],
      ['l-0002:0', ['l-0002']],
    ])
    expect(found[0]).toMatchObject({ address: 'cy@client.example', permission: 'opted_out' })
    expect(found[1]).toMatchObject({ address: 'dee@client.example', permission: 'complained' })
    expect(found[2]).toMatchObject({ firstName: 'Bea', company: 'Client & Co', jobTitle: '' })
    expect(asked.slice(1)).toEqual(
      ['optout', 'spamcomplaint', 'l-0001', 'l-0002'].map(
        (id) => `/api/1/list/${id}?count=1000&offset=0`,
      ),
    )
  })

  it('passes over a list that was deleted on the way, the last one too', async () => {
    const gone = { status: 400, body: { errorCode: 10004, message: 'Invalid or missing list' } }
    expect(
      (await walk(LISTS, OPTED_OUT, NONE, gone, download('l-0002', bea('l-0002')))).found,
    ).toHaveLength(2)
    expect(
      (await walk(LISTS, OPTED_OUT, NONE, download('l-0001', bea('l-0001')), gone)).found,
    ).toHaveLength(2)
  })

  it('of an account without a list are nobody', async () => {
    expect((await walk(NONE, NONE, NONE)).found).toEqual([])
  })

  it('refuses a record by its field, and reads the others', async () => {
    const bad = ['l-0001:2', 'X', 'Y', 'no address', '']
    const without = ['', 'X', 'Y', 'x@client.example', '']
    const { found, refused } = await walk(
      LISTS,
      NONE,
      NONE,
      download('l-0001', bad, without, bea('l-0001')),
      download('l-0002'),
    )
    expect(refused).toEqual(['email', '_contact_id_'])
    expect(found).toHaveLength(1)
  })
})
