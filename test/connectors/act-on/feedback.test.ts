import { describe, expect, it } from 'vitest'
import { actOn } from '../../../src/connectors/esp/act-on/index.ts'
import type { EventKind } from '../../../src/connectors/index.ts'
import { bytes, good, scripted } from './line.ts'

const feedback = actOn.feedback!
const ask = (kind: EventKind) => ({ activity: 's-0001-2409', kind })

/** As the help pages show a row of a drill-down. */
const ROW = {
  listid: 'l-0002',
  recid: 'l-0002:0',
  email: 'bea@client.example',
  name: 'Bea Client',
  action: 'Clickthrough',
  data: 'CLICK',
  when: 'Oct 7 2019 11:59 AM GMT-12:00',
  ts: 1_570_492_740_123,
  linkURI: 'https://firm.example/news',
  ip: '192.0.2.7',
  os: 'Windows 10',
  browser: 'Firefox',
}
const pageOf = (...result: unknown[]) => ({ offset: 0, count: 1000, totalCount: 2, result })
const read = (kind: EventKind, ...rows: unknown[]) =>
  feedback.read(bytes(pageOf(...rows)), ask(kind))

describe('Act-On, a drill-down', () => {
  it('is read row by row; the milliseconds are the time, and words are not', () => {
    expect(read('click', ROW).rows).toEqual([
      {
        kind: 'click',
        address: 'bea@client.example',
        occurredAt: 1_570_492_740_123,
        activity: 's-0001-2409',
        agent: 'Firefox, Windows 10',
        contactId: 'l-0002:0',
        link: { url: 'https://firm.example/news' },
      },
    ])
  })

  it.each([
    ['action', 'Hard Bounce', 'hard'],
    ['data', 'HARD_BOUNCE', 'hard'],
    ['data', 'Soft bounce', 'soft'],
    ['data', 'BOUNCE', 'other'],
    ['action', 'Harder than thought', 'other'],
  ])('takes a bounce whose %s is “%s” for %s', (field, word, found) => {
    const row = { ...ROW, action: 'Bounced', data: 'x', [field]: word }
    expect(read('bounce', row).rows[0]!.bounce).toMatchObject({ class: found })
  })

  it.each([
    ['email', { email: 'no address' }],
    ['ts', { ts: 1_570_492_740 }],
    ['ts', { ts: undefined }],
    ['ts', { ts: '7 Oct 2019' }],
    ['linkURI', { linkURI: '' }],
  ])('refuses a row by its %s, and reads the others', (field, change) => {
    const page = read('click', { ...ROW, ...change }, ROW)
    expect(page.refused).toMatchObject([{ field, clue: { contactId: 'l-0002:0' } }])
    expect(page.rows).toHaveLength(1)
  })

  it('is asked for a thousand rows at a time, until the total is reached', async () => {
    const first = { ...pageOf(ROW), totalCount: 1001 }
    first.result = Array.from({ length: 1000 }, (_, place) => ({ ...ROW, place }))
    const { vendor, asked } = scripted(good(first), good({ ...pageOf(ROW), offset: 1000 }))
    const page = await feedback.page(vendor, ask('click'), null)
    expect(page).toMatchObject({ next: expect.stringMatching(/^1000 /), total: 1001 })
    expect(await feedback.page(vendor, ask('click'), page.next)).toMatchObject({ next: null })
    expect(asked()).toEqual([
      '/api/1/message/s-0001-2409/report/CLICKED?count=1000&offset=0',
      '/api/1/message/s-0001-2409/report/CLICKED?count=1000&offset=1000',
    ])
  })

  it('without a total ends with the first page that has no rows', async () => {
    const end = { ...pageOf(), offset: 1, totalCount: -1 }
    const { vendor } = scripted(good({ ...pageOf(ROW), totalCount: -1 }), good(end))
    const page = await feedback.page(vendor, ask('click'), null)
    expect(page).toMatchObject({ next: expect.stringMatching(/^1 /) })
    expect(page.total).toBeUndefined()
    expect(await feedback.page(vendor, ask('click'), page.next)).toMatchObject({ next: null })
  })

  it.each([
    ['a page it did not ask for', { ...pageOf(ROW), offset: 500 }],
    ['a page that keeps back what it counts', pageOf()],
    ['a page without rows', { offset: 0, totalCount: 0 }],
  ])('does not take %s for the end', async (_, body) => {
    const { vendor } = scripted(good(body))
    await expect(feedback.page(vendor, ask('click'), null)).rejects.toMatchObject({
      kind: 'unreadable',
    })
  })

  it.each(['../list', 's 1', ''])('sends no id that is none: “%s”', async (activity) => {
    const { vendor, asked } = scripted(good(pageOf()))
    await expect(feedback.page(vendor, { activity, kind: 'open' }, null)).rejects.toMatchObject({
      kind: 'unreadable',
    })
    expect(asked()).toEqual([])
  })

  it('of a message that was deleted is not found, whichever status says so', async () => {
    for (const status of [400, 404]) {
      const body = { errorCode: 10030, message: 'Invalid or deleted message' }
      const { vendor } = scripted({ status, body })
      await expect(feedback.page(vendor, ask('open'), null)).rejects.toMatchObject({
        kind: 'not_found',
      })
    }
  })
})
