import { describe, expect, it } from 'vitest'
import { magnetMail } from '../../../src/connectors/esp/magnetmail/index.ts'
import { nextPage } from '../../../src/connectors/esp/magnetmail/feedback.ts'
import {
  childOf,
  element,
  elementAt,
  elements,
  type FeedbackAsk,
  textOf,
} from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'
import { bodyOf, bytes, fault, good, PROOF, scripted, SETTINGS } from './line.ts'

const OPERATION = 'getDetailedTrackingUTC'
const ask = (kind: FeedbackAsk['kind']): FeedbackAsk => ({ activity: '7', kind })

type Fields = Record<string, string>

function row(fields: Fields, recipient: Fields = {}) {
  const person = { id: '31', email: 'ada@client.example', ...recipient }
  return element('recp_track', [
    element('recipient', elements(person)),
    ...elements({
      ...{ ResultDate: '2026-03-02T10:00:00', remarks: '', Status: 'Delivered' },
      ...{ OpenDate: '0001-01-01T00:00:00', MMId: '0', faxStatus: 'Inprogress', ...fields },
    }),
  ])
}

function report(rows: ReturnType<typeof row>[], more: { page?: number; total?: number } = {}) {
  return [
    ...elements({ totalRecords: more.total ?? rows.length, page: more.page ?? 1 }),
    element('recordsPerPage', 1000),
    element('RecipientDetails', rows),
  ]
}

const read = (kind: FeedbackAsk['kind'], ...rows: ReturnType<typeof row>[]) =>
  magnetMail.feedback!.read(bytes(OPERATION, report(rows)), ask(kind))

describe('what happened to each mail', () => {
  it.each([
    ['SB', 'soft'],
    ['HB', 'hard'],
    ['UNF', 'hard'],
    ['TU', 'soft'],
    ['MF', 'full'],
    ['BD', 'hard'],
    ['Failed', 'other'],
  ])('takes a bounce of status %s for %s, and keeps the word', (Status, found) => {
    const { rows, refused } = read('bounce', row({ Status }))
    expect(refused).toEqual([])
    expect(rows).toMatchObject([{ bounce: { code: Status, class: found }, contactId: '31' }])
  })

  it('refuses a bounce whose status is none, and reads the rest', () => {
    const { rows, refused } = read('bounce', row({ Status: 'Delivered' }), row({ Status: 'HB' }))
    expect(rows).toHaveLength(1)
    expect(refused).toMatchObject([{ field: 'Status', place: 0, clue: { contactId: '31' } }])
  })

  it('reads moments as UTC, with their zone and without, and an opening at its own', () => {
    const at = (text: string, kind: FeedbackAsk['kind'] = 'sent') =>
      read(kind, row({ ResultDate: text, OpenDate: '2026-03-03T00:00:00' })).rows[0]?.occurredAt
    expect(at('2026-03-02T10:00:00')).toBe(Date.UTC(2026, 2, 2, 10))
    expect(at('2026-03-02T10:00:00.25Z')).toBe(Date.UTC(2026, 2, 2, 10, 0, 0, 250))
    expect(at('2026-03-02T10:00:00', 'open')).toBe(Date.UTC(2026, 2, 3))
    expect(at('0001-01-01T00:00:00')).toBeUndefined()
  })

  it('refuses a click without an address, and a row that is nil', () => {
    const { rows, refused } = read(
      'click',
      row({ remarks: 'https://firm.example/a' }),
      row({ remarks: 'Clicked' }),
      element('recp_track'),
    )
    expect(rows).toMatchObject([{ link: { url: 'https://firm.example/a' } }])
    expect(refused.map(({ field }) => field)).toEqual(['remarks', ''])
  })

  it('reads a row whose address was put right', () => {
    const feedback = magnetMail.feedback!
    const { refused } = read('open', row({}, { email: 'ada' }))
    expect(refused).toMatchObject([{ field: 'recipient.email' }])
    const record = { ...(refused[0]!.record as object), recipient: { email: 'ada@client.example' } }
    expect(feedback.mend!.readRecord(record, ask('open')).rows).toHaveLength(1)
  })
})

describe('what happened to each fax', () => {
  const fax: FeedbackAsk = { activity: '7/fax', kind: 'bounce' }
  const number = { fax: '+1 (202) 555-0100', first_name: 'Ada' }
  const readAs = (settings: object, ...rows: ReturnType<typeof row>[]) =>
    magnetMail.readAs!({ ...SETTINGS, ...settings }).feedback!.read(
      bytes(OPERATION, report(rows)),
      fax,
    )

  it('is of the number, with what was remarked, and makes none invalid', () => {
    const { rows, refused } = readAs(
      {},
      row({ faxStatus: 'Failed', remarks: 'Busy' }, number),
      row({ faxStatus: 'Failed' }, number),
    )
    expect(refused).toEqual([])
    expect(rows).toMatchObject([
      {
        ...{ kind: 'bounce', channel: 'fax', address: '+12025550100', activity: '7/fax' },
        ...{ beside: 'ada@client.example', name: { first: 'Ada' }, contactId: '31' },
        bounce: { code: 'Busy', class: 'other' },
      },
      { bounce: { code: 'Failed', class: 'other' } },
    ])
  })

  it('reads a number without a country as it is dialled where the settings say', () => {
    const plain = row({ faxStatus: 'Failed' }, { fax: '202 555 0100' })
    const abroad = row({ faxStatus: 'Failed' }, { fax: '01144 1225 000001' })
    const addresses = (settings: object) =>
      readAs(settings, plain, abroad).rows.map(({ address }) => address)
    expect(addresses({})).toEqual(['2025550100', '011441225000001'])
    expect(addresses({ country: '1', trunk: '', abroad: '011' })).toEqual([
      '+12025550100',
      '+441225000001',
    ])
  })

  it('refuses a row without a number, and one that did not fail', () => {
    const { rows, refused } = readAs(
      {},
      row({ faxStatus: 'Failed' }),
      row({ faxStatus: 'Delivered' }, number),
    )
    expect(rows).toEqual([])
    expect(refused.map(({ field }) => field)).toEqual(['recipient.fax', 'faxStatus'])
  })

  it('is asked for by the message, and has neither openings nor clicks', async () => {
    expect(magnetMail.feedback!.kindsOf!('7/fax')).toEqual(['sent', 'delivered', 'bounce'])
    expect(magnetMail.feedback!.kindsOf!('7')).toEqual(magnetMail.feedback!.kinds)
    const line = scripted(good(OPERATION, report([])))
    await magnetMail.feedback!.page(line.vendor, { ...fax, kind: 'delivered' }, null)
    const body = bodyOf(line.asked()[0]!)
    expect([textOf(body, 'report_type'), textOf(body, 'message_id')]).toEqual([
      'fax_delivered',
      '7',
    ])
  })
})

describe('requests and pages', () => {
  it('shows the session in the header, and names message and report', async () => {
    const line = scripted(good(OPERATION, report([row({})], { total: 1 })))
    const page = await magnetMail.feedback!.page(line.vendor, ask('open'), null)
    expect(page).toMatchObject({ next: null, total: 1 })
    const [document] = line.asked()
    const header = elementAt(document, 'Header', 'mmAuthHeader')
    expect({
      sessionId: textOf(header, 'sessionId'),
      user_id: textOf(header, 'user_id'),
    }).toEqual(JSON.parse(PROOF))
    const body = bodyOf(document!)
    expect([body.name, textOf(body, 'report_type'), textOf(body, 'message_id')]).toEqual([
      OPERATION,
      'email_opened',
      '7',
    ])
    expect(line.exchanges[0]!.headers!['soapaction']).toBe(
      '"http://www.magnetmail.net/getDetailedTrackingUTC"',
    )
  })

  it('asks of all groups, from 2000 to a month on, for our clock may be behind', async () => {
    const line = scripted(good(OPERATION, report([])))
    await magnetMail.feedback!.page(line.vendor, ask('sent'), null)
    const body = bodyOf(line.asked()[0]!)
    expect(textOf(body, 'group_id')).toBe('0')
    expect(['fromDate', 'toDate'].map((name) => Date.parse(textOf(body, name)))).toEqual([
      Date.UTC(2000, 0),
      line.vendor.now() + 30 * 86_400_000,
    ])
  })

  it('goes to the one address, whether that was entered with its path or without', async () => {
    const { vendor, exchanges } = scripted({ status: 404 })
    const apiUrl = `${SETTINGS.apiUrl}/mmapi.asmx/`
    const { shape } = magnetMail.settings
    const settings = { ...vendor.settings, apiUrl: shape['apiUrl']!.parse(apiUrl) }
    for (const one of [vendor.settings, settings]) {
      const health = await magnetMail.check({ ...vendor, settings: one })
      expect(health.checks).toMatchObject([{ ok: false, remedy: expect.stringMatching(/address/) }])
    }
    const address = `${SETTINGS.apiUrl}/mmapi.asmx`
    expect(exchanges.map(({ url }) => url)).toEqual([address, address])
  })

  it('tells no total of bounces, where one may take the place of another', async () => {
    const line = scripted(good(OPERATION, report([row({ Status: 'SB' })])))
    const page = await magnetMail.feedback!.page(line.vendor, ask('bounce'), null)
    expect(page).not.toHaveProperty('total')
  })

  it('takes another page, and an empty one before the end, for unreadable', async () => {
    for (const answer of [report([row({})], { page: 2 }), report([], { total: 3 })]) {
      const line = scripted(good(OPERATION, answer))
      await expect(magnetMail.feedback!.page(line.vendor, ask('open'), null)).rejects.toMatchObject(
        { kind: 'unreadable' },
      )
    }
  })

  it('reaches every row once, whatever size the vendor gives its pages', () => {
    const sizes = { total: fc.nat(500), size: fc.integer({ min: 1, max: 50 }) }
    fc.assert(
      fc.property(fc.record(sizes), ({ total, size }) => {
        let read = 0
        let page: string | null = '1'
        for (let count = 0; page !== null && count <= total; count++) {
          const at = Number(page)
          const rows = Math.max(0, Math.min(size, total - (at - 1) * size))
          read += rows
          page = nextPage(at, { page: at, size, total, rows })
        }
        expect([read, page]).toEqual([total, null])
      }),
    )
  })

  it('does not end before its end, where a page repeats rows of the one before', () => {
    expect(nextPage(2, { page: 2, size: 8, total: 18, rows: 10 })).toBe('3')
    expect(nextPage(3, { page: 3, size: 8, total: 18, rows: 4 })).toBeNull()
  })

  it.each([
    ['soap:Server', 'The session has expired', 'unauthorised'],
    ['soap:Server', 'Object reference not set', 'temporary'],
    ['soap:Client', 'Input string was not in a correct format', 'refused'],
  ])('takes a fault %s “%s” for %s', async (code, words, kind) => {
    const line = scripted({ status: 500, body: fault(code, words) })
    await expect(magnetMail.feedback!.page(line.vendor, ask('open'), null)).rejects.toMatchObject({
      kind,
    })
  })

  it('opens a session without a header, and does not where the password is wrong', async () => {
    const told = elements({
      authenticated: 'true',
      sessionId: 's-2',
      loginid: 1,
      user_id: 'HARROW',
    })
    const line = scripted(
      good('Authenticate', told),
      good('Authenticate', element('authenticated', 'false')),
    )
    // The line of the engine that opens a session has no proof; here it is the content that counts.
    const session = await magnetMail.keys!.open!(line.vendor, { password: 'p&ss' })
    const { proof, expiresAt } = session
    expect(expiresAt).toBe(line.vendor.now() + 20 * 60_000)
    expect(JSON.parse(proof)).toEqual({
      ...{ sessionId: 's-2', user_id: 'HARROW', loginid: '1' },
    })
    expect(textOf(childOf(childOf(line.asked()[0], 'Body'), 'Authenticate'), 'password')).toBe(
      'p&ss',
    )
    await expect(magnetMail.keys!.open!(line.vendor, { password: 'no' })).rejects.toMatchObject({
      kind: 'unauthorised',
    })
  })
})
