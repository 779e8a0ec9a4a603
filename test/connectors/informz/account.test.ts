import { describe, expect, it } from 'vitest'
import { informz } from '../../../src/connectors/esp/informz/index.ts'
import { elementAt, type RemoteCampaign, textOf, walkPages } from '../../../src/connectors/index.ts'
import { bytes, count, done, good, gridsOf, scripted, type Told } from './line.ts'

const { feedback, totals, suppressions, lists, contacts, consent } = informz

const SENT = {
  MAILING_ID: '70001',
  name: 'Tax letter',
  subject: 'News',
  friendly_from: 'The firm',
  from_address: 'letters@firm.example',
  create_date: '2026-01-01T00:00:00.0000000Z',
  last_sent_date: '2026-01-10T09:00:00.0000000Z',
  send_at_date: '',
  schedule_choice: '1',
  is_deleted: '0',
}
const HOLD = { ...SENT, MAILING_ID: '70002', last_sent_date: '', schedule_choice: '4' }
const DUE = { ...HOLD, send_at_date: '2026-09-01T00:00:00Z', schedule_choice: '1' }
const GONE = { ...SENT, is_deleted: '1' }

async function listed(since: number | null) {
  const rows = [SENT, HOLD, DUE, GONE]
  const { vendor } = scripted(good(count('mailing', rows.length), ['mailing', ...rows]))
  const found: RemoteCampaign[] = []
  for await (const page of feedback!.campaigns(vendor, since)) found.push(...page)
  return found
}

const instance = (id: string, day: string) => ({
  mailing_instance_id: id,
  mailing_id: '70001',
  mailing_date: `2026-01-${day}T09:00:00Z`,
})
const INSTANCES: Told = ['mailing_instance', instance('8', '03'), instance('9', '10')]

describe('Informz, mailings', () => {
  it('are sent, on hold, due or deleted', async () => {
    const statuses = (await listed(null)).map(({ status }) => status)
    expect(statuses).toEqual(['sent', 'draft', 'scheduled', 'removed'])
  })

  it('not sent since the moment asked for are left out; those never sent stay', async () => {
    const found = await listed(Date.UTC(2026, 1))
    expect(found.map(({ status }) => status)).toEqual(['draft', 'scheduled'])
  })

  it('have an activity for each time they were published, the first of which counts', async () => {
    const { vendor } = scripted(good(count('mailing_instance', 2), INSTANCES))
    expect(await feedback!.campaign(vendor, '70001', (await listed(null))[0])).toMatchObject({
      subject: 'News',
      fromAddress: 'letters@firm.example',
      sentAt: Date.UTC(2026, 0, 3, 9),
      activities: [
        { id: '8', role: 'mailing_instance' },
        { id: '9', role: 'mailing_instance' },
      ],
    })
  })

  it('have as totals what the grids of all their instances count', async () => {
    const counts = (opens: number) =>
      good(
        count('mailing_activity_subscriber_actions', 0),
        count('mailing_activity_subscriber_archive', 90),
        count('mailing_activity_opens', opens),
        count('mailing_activity_clicks', 1),
        ['mailing_activity_optout'],
      )
    const { vendor } = scripted(
      good(count('mailing_instance', 2), INSTANCES),
      counts(40),
      counts(2),
    )
    const [told] = await totals!.read(vendor, ['70001'])
    expect(told).toEqual({
      ...{ campaignId: '70001', sent: 180, opens: 42, clicks: 2 },
      countedAt: vendor.now(),
    })
  })

  it('that was published too often for a request each has no totals', async () => {
    const rows = Array.from({ length: 201 }, (_, at) => instance(String(at + 1), '03'))
    const { vendor, asked } = scripted(
      good(count('mailing_instance', 201), ['mailing_instance', ...rows]),
    )
    expect(await totals!.read(vendor, ['70001'])).toEqual([])
    expect(asked()).toHaveLength(1)
  })
})

const BEA = {
  email: 'bea@client.example',
  user_id: 'P-1',
  is_unsubscriber: '1',
  cancellation_date: '2026-02-03T04:05:06.0000000Z',
  cancellation_message: 'Too many (Homing m1)',
}
const CY = { email: 'cy@client.example', is_unsubscriber: '0', cancellation_date: '' }
const tie = (id: string, interest: string, cancelled = '') => ({
  email: 'cy@client.example',
  interest_id: interest,
  interest_name: `Interest ${interest}`,
  cancellation_date: cancelled,
  subscriber_to_interest_id: id,
})

describe('Informz, subscribers', () => {
  it('that opted out are told with their reason, and our own word is known again', async () => {
    const { vendor, asked } = scripted(good(count('subscriber', 2), ['subscriber', BEA, CY]))
    const { body } = await suppressions!.page(vendor, Date.UTC(2026, 1), null)
    expect(suppressions!.read(body).rows).toEqual([
      {
        address: 'bea@client.example',
        occurredAt: Date.UTC(2026, 1, 3, 4, 5, 6),
        reason: 'Too many (Homing m1)',
        by: '',
        contactId: 'P-1',
        mark: 'm1',
      },
    ])
    expect(gridsOf(asked()[0]!)[0]).toContain('cancellation_date 2026-02-01T00:00:00.000Z GTE')
  })

  it('without a date are found when all are read, and so is a bit that is none', async () => {
    const undated = { ...BEA, cancellation_date: '' }
    const strange = { ...CY, is_unsubscriber: 'maybe' }
    const { vendor, asked } = scripted(
      good(count('subscriber', 3), ['subscriber', undated, CY, strange]),
    )
    const { body } = await suppressions!.page(vendor, null, null)
    const read = suppressions!.read(body)
    expect(read.rows).toMatchObject([{ address: 'bea@client.example', occurredAt: null }])
    expect(read.refused).toMatchObject([{ field: 'is_unsubscriber' }])
    expect(gridsOf(asked()[0]!)).toEqual([
      'subscriber Count',
      expect.stringMatching(/^subscriber email .* email 1 1000$/),
    ])
  })

  it('are walked, and then what they are interested in, without what ended', async () => {
    const { vendor } = scripted(
      good(count('subscriber', 2), ['subscriber', BEA, CY]),
      good(count('subscriber_interests', 2), [
        'subscriber_interests',
        tie('1', '3001'),
        tie('2', '3002', '2026-01-01T00:00:00Z'),
      ]),
    )
    const found = []
    for await (const { body } of walkPages('test', (cursor) => contacts!.page(vendor, cursor))) {
      const { rows, refused } = contacts!.read(body)
      expect(refused).toEqual([])
      found.push(...rows.map(({ address, permission, lists: on }) => [address, permission, on]))
    }
    expect(found).toEqual([
      ['bea@client.example', 'unsubscribed', []],
      ['cy@client.example', '', []],
      ['cy@client.example', '', ['3001']],
    ])
  })

  it('have interests, which are found one after the other', async () => {
    const ties = 'subscriber_interests'
    const { vendor, asked } = scripted(
      good([ties, tie('1', '3001')]),
      good([ties, tie('2', '3002')]),
      good([ties]),
    )
    const found = []
    for await (const { body } of walkPages('test', (cursor) => lists!.page(vendor, cursor))) {
      found.push(...lists!.read(body).rows)
    }
    expect(found).toMatchObject([{ id: '3001', name: 'Interest 3001' }, { id: '3002' }])
    expect(gridsOf(asked()[2]!)[0]).toContain('interest_id 3002 GT')
  })

  it('that never end are given up', async () => {
    const { vendor } = scripted(good(['subscriber_interests', tie('1', '3001')]))
    await expect(lists!.page(vendor, '3001')).rejects.toMatchObject({ kind: 'unreadable' })
    expect(() => contacts!.read(bytes())).toThrow(/no grid/)
  })
})

describe('Informz, telling opt-outs', () => {
  const held = good(
    ['subscriber', { ...BEA, email: 'Bea@client.example' }],
    ['subscriber_interests'],
  )

  it('finds what it holds of an address', async () => {
    const { vendor } = scripted(held, good(['subscriber'], ['subscriber_interests']))
    expect(await consent!.find(vendor, 'bea@client.example')).toMatchObject({
      state: 'opted_out',
      permission: consent!.unmailableWords[0],
      optedOutAt: Date.UTC(2026, 1, 3, 4, 5, 6),
      mark: 'm1',
    })
    expect(await consent!.find(vendor, 'nobody@client.example')).toBeNull()
  })

  it('unsubscribes one address, with the reason and our mark', async () => {
    const { vendor, asked } = scripted(held, done('Unsubscribe', 'success'))
    const contact = (await consent!.find(vendor, 'bea@client.example'))!
    await consent!.optOut(vendor, contact, { reason: 'By phone', mark: 'm2' })
    const path = ['Actions', 'Unsubscribe', 'Subscribers', 'Subscriber'] as const
    const told = elementAt(asked()[1], ...path)
    expect(textOf(told, 'Email')).toBe('Bea@client.example')
    expect(textOf(told, 'UnsubscribeReason')).toBe('By phone (Homing m2)')
  })

  it('cuts a long reason, and never our mark', async () => {
    const { vendor, asked } = scripted(held, done('Unsubscribe', 'success'))
    const contact = (await consent!.find(vendor, 'bea@client.example'))!
    await consent!.optOut(vendor, contact, { reason: 'too much '.repeat(60), mark: 'm2' })
    const path = ['Actions', 'Unsubscribe', 'Subscribers', 'Subscriber'] as const
    const told = textOf(elementAt(asked()[1], ...path), 'UnsubscribeReason')
    expect(told).toHaveLength(200)
    expect(told).toMatch(/^too much .* \(Homing m2\)$/)
  })

  it('does not take an action for done that was not', async () => {
    const { vendor } = scripted(held, done('Unsubscribe', 'failure', 'Not so.'))
    const contact = (await consent!.find(vendor, 'bea@client.example'))!
    const told = consent!.optOut(vendor, contact, { reason: '', mark: 'm2' })
    await expect(told).rejects.toMatchObject({ kind: 'refused', whoMustAct: 'you' })
  })
})
