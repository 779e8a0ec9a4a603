import { describe, expect, it } from 'vitest'
import { magnetMail } from '../../../src/connectors/esp/magnetmail/index.ts'
import {
  element,
  elementAt,
  elements,
  parseXml,
  textOf,
  withField,
} from '../../../src/connectors/index.ts'
import type { Outcome } from '../sdk/scripted.ts'
import { answer, bodyOf, fault, good, scripted } from './line.ts'

const part = magnetMail.suppressions!

type Fields = Record<string, string | number>

const category = (ID: number | string, CategoryName = '') =>
  element('GroupCategory', elements({ ID, CategoryName, Status: 1 }))
const all = (...ids: number[]) =>
  good(
    'GetAllGroupCategories',
    ids.map((id) => category(id)),
  )

const left = (fields: Fields) =>
  element(
    'UnsubscribeTrackingData',
    elements({ MessageId: 5, RecipientId: 31, Date: '2026-03-02T10:00:00', GroupId: 0, ...fields }),
  )
const report = (...rows: Fields[]) =>
  good('GetUnsubscribeTracking', [element('Count', rows.length), element('data', rows.map(left))])
const person = (id: number, email: string) =>
  good('getRecipientDetails', elements({ id, email, unsubscribed: 'false' }))
const nobody = good('searchForRecipients', element('recipients'))
const refused: Outcome = { status: 500, body: fault('soap:Client', 'Not for this account.') }

/** Walks from the end of the reports before; each page is read as it would be kept. */
async function walk(...outcomes: Outcome[]) {
  const line = scripted(nobody, ...outcomes)
  const read: ReturnType<typeof part.read>[] = []
  const pages: Uint8Array[] = []
  let cursor: string | null = 'searchForRecipients 1'
  do {
    const page: { body: Uint8Array; next: string | null } = await part.page(
      line.vendor,
      null,
      cursor,
    )
    pages.push(page.body)
    read.push(part.read(page.body))
    cursor = page.next
  } while (cursor !== null)
  const asked = line.asked().slice(1).map(bodyOf)
  return {
    ...{ rows: read.flatMap(({ rows }) => rows), refused: read.flatMap((one) => one.refused) },
    ...{ asked, pages, operations: asked.map(({ name }) => name) },
  }
}

describe('who left a group category', () => {
  it('is out of that category alone, category by category in the order of their ids', async () => {
    const { rows, refused, asked } = await walk(
      all(12, 7),
      report({ RecipientId: 31, GroupCategoryId: 7, Date: '2026-03-02T10:00:00-05:00' }),
      person(31, 'ada@client.example'),
      report(),
      report({ RecipientId: 32, GroupCategoryId: 12 }),
      person(32, 'bea@client.example'),
      report(),
    )
    expect(refused).toEqual([])
    expect(rows).toEqual([
      {
        ...{ address: 'ada@client.example', contactId: '31', reason: '', by: '' },
        ...{ occurredAt: Date.UTC(2026, 2, 2, 15), group: { kind: 'category', id: '7' } },
      },
      {
        ...{ address: 'bea@client.example', contactId: '32', reason: '', by: '' },
        ...{ occurredAt: null, group: { kind: 'category', id: '12' } },
        earliest: Date.UTC(2026, 2, 1, 20),
      },
    ])
    const criteria = asked
      .filter(({ name }) => name === 'GetUnsubscribeTracking')
      .map((body) => elementAt(body, 'criteria')!)
    const wanted = ['GroupCategoryId', 'PageNo', 'MessageId', 'GroupId']
    expect(criteria.map((one) => wanted.map((name) => textOf(one, name)))).toEqual([
      ['7', '1', '0', '0'],
      ['7', '2', '0', '0'],
      ['12', '1', '0', '0'],
      ['12', '2', '0', '0'],
    ])
    expect(criteria[0]!.children.map(({ name }) => name)).toEqual([
      ...['PageNo', 'PageSize', 'SearchStartDate', 'SearchEndDate'],
      ...['MessageId', 'GroupId', 'GroupCategoryId'],
    ])
  })

  it('is asked about only where nobody knows the address of that recipient', async () => {
    const line = scripted(
      report({ RecipientId: 31, GroupCategoryId: 7 }, { RecipientId: 32, GroupCategoryId: 7 }),
      person(32, 'bea@client.example'),
    )
    const known = async () => new Map([['31', 'ada@client.example']])
    const { body } = await part.page(line.vendor, null, 'GetUnsubscribeTracking 1 7', known)
    expect(line.asked().map((one) => bodyOf(one).name)).toEqual([
      'GetUnsubscribeTracking',
      'getRecipientDetails',
    ])
    const { rows, refused } = part.read(body)
    expect(refused).toEqual([])
    expect(rows.map(({ address, contactId }) => [contactId, address])).toEqual([
      ['31', 'ada@client.example'],
      ['32', 'bea@client.example'],
    ])
  })

  it('counts for the category a row names; one that names none is no opt-out', async () => {
    const { rows, refused, operations } = await walk(
      all(7),
      report(
        { RecipientId: 31, GroupCategoryId: 0 },
        { RecipientId: 32, GroupCategoryId: 9 },
        { RecipientId: 32, GroupCategoryId: 7 },
        { RecipientId: 33 },
      ),
      person(32, 'bea@client.example'),
      report(),
    )
    expect(refused).toEqual([])
    expect(rows.map(({ group }) => group?.id)).toEqual(['9', '7'])
    // One question for each recipient whose row counts.
    expect(operations.filter((name) => name === 'getRecipientDetails')).toHaveLength(1)
  })

  it.each<[string, Outcome]>([
    ['is refused', refused],
    ['is not told', { status: 200, body: answer('getRecipientDetails', []) }],
    ['has no address', good('getRecipientDetails', elements({ id: 31, fax: '555' }))],
  ])('whose recipient %s is a problem that a person can put right', async (_, details) => {
    const { rows, refused } = await walk(all(7), report({ GroupCategoryId: 7 }), details, report())
    expect(rows).toEqual([])
    expect(refused).toMatchObject([{ field: 'recipient.email' }])
    const mended = withField(refused[0]!.record, 'recipient.email', 'ada@client.example')
    const { rows: read } = part.mend!.readRecord(mended)
    expect(read).toMatchObject([
      { address: 'ada@client.example', contactId: '31', group: { kind: 'category', id: '7' } },
    ])
  })

  it('is kept as one document, whole as the vendor told it', async () => {
    const declared = { status: 200, body: '<?xml version="1.0" encoding="utf-8"?>' }
    const details = answer('getRecipientDetails', elements({ id: 31, email: 'a&b@client.example' }))
    const { pages } = await walk(
      all(7),
      report({ GroupCategoryId: 7 }),
      { ...declared, body: declared.body + details },
      report(),
    )
    const text = new TextDecoder().decode(pages[1])
    expect(parseXml('test', text).name).toBe('leftCategories')
    expect(text).toContain(details)
  })

  it('is not asked for in an account without categories, told in either way', async () => {
    const empty = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${
      element('GetAllGroupCategoriesResponse').xml
    }</s:Body></s:Envelope>`
    for (const none of [all(), { status: 200, body: empty }]) {
      expect((await walk(none)).operations).toEqual(['GetAllGroupCategories'])
    }
  })

  it('stops nobody else from being read where it is refused to the account', async () => {
    expect((await walk(refused)).operations).toEqual(['GetAllGroupCategories'])
    const { rows, operations } = await walk(
      all(7, 12),
      refused,
      report({ GroupCategoryId: 12 }),
      person(31, 'ada@client.example'),
      report(),
    )
    expect(operations.filter((name) => name === 'GetUnsubscribeTracking')).toHaveLength(3)
    expect(rows.map(({ group }) => group?.id)).toEqual(['12'])
  })

  it.each<[string, Outcome[]]>([
    ['the listing', [{ status: 503 }]],
    ['the report', [all(7), { status: 503 }]],
    ['a recipient', [all(7), report({ GroupCategoryId: 7 }), { status: 503 }]],
  ])('is asked for again where a fault of %s may pass', async (_, outcomes) => {
    await expect(walk(...outcomes)).rejects.toMatchObject({ kind: 'temporary' })
  })

  it('is unreadable where a page holds more than was asked for', async () => {
    const rows = Array.from({ length: 51 }, () => ({ GroupCategoryId: 7 }))
    await expect(walk(all(7), report(...rows))).rejects.toMatchObject({ kind: 'unreadable' })
  })
})

describe('the categories of an account', () => {
  const list = (...outcomes: Outcome[]) => magnetMail.categories!.list(scripted(...outcomes).vendor)

  it('are listed with their names, and without one by their ids', async () => {
    const told = good('GetAllGroupCategories', [category(12, 'Tax & more'), category(7)])
    expect(await list(told)).toEqual([
      { id: '7', name: '7' },
      { id: '12', name: 'Tax & more' },
    ])
  })

  it('are unknown where they are refused, or the vendor has a fault', async () => {
    await expect(list(refused)).rejects.toMatchObject({ kind: 'refused' })
    await expect(list({ status: 503 })).rejects.toMatchObject({ kind: 'temporary' })
    const unnamed = good('GetAllGroupCategories', category(0))
    await expect(list(unnamed)).rejects.toMatchObject({ kind: 'unreadable' })
  })
})

describe('the check', () => {
  const before = [good('getUserDetails', []), good('getMessagesUTC', [])]
  const check = async (...outcomes: Outcome[]) => {
    const { ok, checks } = await magnetMail.check(scripted(...before, ...outcomes).vendor)
    return { ok, last: checks.at(-1)!, count: checks.length }
  }

  it('says in a line of its own whether it can be read who left categories', async () => {
    const good = { ok: true, last: { name: 'categories', ok: true }, count: 3 }
    expect(await check(all())).toMatchObject(good)
    expect(await check(all(7), report())).toMatchObject(good)
    const bad = { ok: false, last: { name: 'categories', ok: false }, count: 3 }
    for (const outcomes of [[refused], [all(7), refused]]) {
      const told = await check(...outcomes)
      expect(told).toMatchObject(bad)
      expect(told.last.sentence).toContain('who left a group category')
    }
    expect(await check({ status: 503 })).toMatchObject({ last: { name: 'connection', ok: false } })
  })
})

describe('a wish about a category', () => {
  const about = { kind: 'category', id: '7' } as const
  const found = good(
    'searchForRecipients',
    element('recipients', element('Recipient', elements({ id: 31, email: 'ada@client.example' }))),
  )

  it('is not said to be done, as nothing tells who is in one', async () => {
    const { vendor } = scripted(found)
    const held = await magnetMail.consent!.find(vendor, 'ada@client.example', [about])
    expect(held).toMatchObject({ groups: [about], takesNoWish: expect.stringContaining('by hand') })
  })

  it('keeps nothing back that is about lists, or about everything', async () => {
    const groups = good('getRecipientGroups', element('RecipientGroup', elements({ Id: 3 })))
    const lists = [{ kind: 'list', id: '3' } as const]
    for (const [wish, held] of [
      [[], []],
      [[about, ...lists], lists],
    ] as const) {
      const { vendor } = scripted(found, groups)
      const told = await magnetMail.consent!.find(vendor, 'ada@client.example', wish)
      expect(told!.groups).toEqual(held)
      expect(told).not.toHaveProperty('takesNoWish')
    }
  })
})
