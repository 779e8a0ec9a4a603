import { describe, expect, it } from 'vitest'
import { actOn } from '../../../src/connectors/esp/act-on/index.ts'
import type { Outcome } from '../sdk/scripted.ts'
import { bytes, good, scripted } from './line.ts'

const part = actOn.suppressions!
const SINCE = 1_725_000_000_000
const AT = 1_725_641_452_528

const row = (email: string) => ({ email, timestamp: AT, origin: 'List import' })
/** These lists never say how long they are. */
const page = (...result: unknown[]) => pageFrom(0, ...result)
const pageFrom = (offset: number, ...result: unknown[]) =>
  good({ offset, count: 1000, totalCount: -1, result })
/** A list of one row: a page with it, and one that shows that it was the last. */
const listOf = (one: unknown) => [page(one), pageFrom(1)]

const NO_CATEGORY = good([])

async function walk(since: number | null, ...outcomes: Outcome[]) {
  const { vendor, asked } = scripted(...outcomes)
  const rows = []
  for (let cursor: string | null = null, count = 0; count === 0 || cursor !== null; count++) {
    const told = await part.page(vendor, since, cursor)
    rows.push(...part.read(told.body).rows)
    cursor = told.next
  }
  return { rows, asked: asked().map((url) => url.replace(/^\/api\/1\/(list\/)?/, '')) }
}

describe('Act-On, whom it writes to no more', () => {
  it('are who opted out, who complained, and whose address is dead, with when and by what', async () => {
    const lists = ['bea@x.example', 'cy@x.example', 'di@x.example'].map(row).flatMap(listOf)
    const { rows, asked } = await walk(null, ...lists, NO_CATEGORY)
    const told = { occurredAt: AT, reason: '', by: 'List import' }
    expect(rows).toEqual([
      { address: 'bea@x.example', ...told },
      { cause: 'complaint', address: 'cy@x.example', ...told },
      { cause: 'bounce', address: 'di@x.example', ...told },
    ])
    expect(asked).toEqual([
      ...['optout', 'spamcomplaint', 'hardbounce'].flatMap((list) =>
        [0, 1].map((offset) => `${list}?count=1000&offset=${offset}`),
      ),
      'subscription/category',
    ])
  })

  it('are read on behind a page that is shorter than was asked for', async () => {
    const pages = [page(row('a@x.example'), row('b@x.example')), pageFrom(2, row('c@x.example'))]
    const { rows } = await walk(null, ...pages, pageFrom(3), page(), page(), NO_CATEGORY)
    expect(rows.map(({ address }) => address)).toEqual([
      'a@x.example',
      'b@x.example',
      'c@x.example',
    ])
  })

  it.each([
    ['an opt-out', [...listOf(row('bea@x.example')), page()]],
    ['a complaint', [page(), ...listOf(row('bea@x.example'))]],
  ])('are asked for since a moment, where %s shows that it is understood', async (_, lists) => {
    const { asked } = await walk(SINCE, ...lists, page(), NO_CATEGORY)
    expect(asked.filter((url) => url.endsWith('offset=0'))).toEqual(
      ['optout', 'spamcomplaint', 'hardbounce'].map(
        (list) => `${list}?createdafter=${SINCE}&count=1000&offset=0`,
      ),
    )
  })

  it('are all read where the moment was not understood: none after it cannot be', async () => {
    const full = Array.from({ length: 1000 }, (_, n) => row(`p${n}@x.example`))
    const optOuts = [page(...full), pageFrom(1000, row('z@x.example')), pageFrom(1001)]
    const all = [...optOuts, page(), ...listOf(row('di@x.example')), NO_CATEGORY]
    const { rows, asked } = await walk(SINCE, page(), page(), ...all)
    expect(rows).toHaveLength(1002)
    expect(asked.slice(2)).toEqual([
      'optout?count=1000&offset=0',
      'optout?count=1000&offset=1000',
      'optout?count=1000&offset=1001',
      'spamcomplaint?count=1000&offset=0',
      'hardbounce?count=1000&offset=0',
      'hardbounce?count=1000&offset=1',
      'subscription/category',
    ])
  })

  it('are who left a category, too, one category after the other', async () => {
    const categories = good([
      { id: '2', name: 'Tax: news' },
      { id: '1', name: 'Events' },
    ])
    const full = Array.from({ length: 1000 }, (_, n) => row(`p${n}@x.example`))
    const { rows, asked } = await walk(
      null,
      ...[page(), page(), page(), categories],
      ...[page(...full), pageFrom(1000, row('z@x.example')), pageFrom(1001)],
      ...[categories, ...listOf(row('bea@x.example')), categories],
    )
    expect(asked.filter((url) => url.includes('optout?category'))).toEqual([
      'subscription/optout?category=Events&count=1000&offset=0',
      'subscription/optout?category=Events&count=1000&offset=1000',
      'subscription/optout?category=Events&count=1000&offset=1001',
      'subscription/optout?category=Tax%3A+news&count=1000&offset=0',
      'subscription/optout?category=Tax%3A+news&count=1000&offset=1',
    ])
    expect(rows.map(({ group }) => group?.id)).toEqual([...Array(1001).fill('Events'), 'Tax: news'])
    expect(rows.at(-1)).toMatchObject({
      address: 'bea@x.example',
      occurredAt: AT,
      group: { kind: 'category', id: 'Tax: news' },
    })
  })

  it('are opt-outs in pages from before the other lists were read', () => {
    const { rows } = part.read(bytes({ result: [row('bea@x.example')] }))
    expect(rows).toMatchObject([{ address: 'bea@x.example' }])
    expect(rows[0]).not.toHaveProperty('cause')
  })

  it('keep what they mean when a person puts their address right', async () => {
    const { vendor } = scripted(page(row('no address')), NO_CATEGORY)
    const told = await part.page(vendor, null, 'hardbounce:all:0:taken')
    const [refused] = part.read(told.body).refused
    expect(refused).toMatchObject({ field: 'email' })
    const mended = { ...(refused!.record as object), email: 'di@x.example' }
    expect(part.mend!.readRecord(mended).rows).toMatchObject([{ cause: 'bounce' }])
  })

  it.each(['elsewhere:all:0:taken', 'optout:soon:0:taken', 'optout:all:x:taken'])(
    'take %s for no place to go on from',
    async (cursor) => {
      const { vendor } = scripted(page())
      await expect(part.page(vendor, null, cursor)).rejects.toMatchObject({ kind: 'unreadable' })
    },
  )
})
