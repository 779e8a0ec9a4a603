import { describe, expect, it } from 'vitest'
import { readFeedback } from '../../../src/connectors/esp/constant-contact/feedback.ts'
import type { EventKind } from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'
import { bytes } from './line.ts'

const activity = '98ed9e4f-2e72-4c16-8e60-2e9ae9f5c1a2'
const TYPES = {
  sent: 'em_sends',
  open: 'em_opens',
  click: 'em_clicks',
  forward: 'em_forwards',
  bounce: 'em_bounces',
  opt_out: 'em_optouts',
} as const
type Kind = keyof typeof TYPES

function row(kind: Kind, more: Record<string, unknown> = {}) {
  return {
    contact_id: 'a2fd4e3c-0000-4000-8000-000000000001',
    campaign_activity_id: activity,
    tracking_activity_type: TYPES[kind],
    email_address: 'Ann@Example.com',
    first_name: 'Ann',
    last_name: 'Smith',
    created_time: '2019-04-25T11:08:00.000Z',
    ...(kind === 'click' && { url_id: '1100407204171', link_url: 'http://www.example.com' }),
    ...(kind === 'bounce' && { bounce_code: 'B' }),
    ...more,
  }
}

const page = (...rows: unknown[]) => bytes({ tracking_activities: rows, _links: {} })
const read = (kind: EventKind, ...rows: unknown[]) =>
  readFeedback(page(...rows), { activity, kind })

describe('a row', () => {
  it('of each kind is read', () => {
    const common = {
      address: 'Ann@Example.com',
      occurredAt: Date.UTC(2019, 3, 25, 11, 8),
      activity,
      name: { first: 'Ann', last: 'Smith' },
      contactId: 'a2fd4e3c-0000-4000-8000-000000000001',
    }
    expect(read('sent', row('sent')).rows).toEqual([{ ...common, kind: 'sent' }])
    expect(read('open', row('open', { device_type: 'mobile' })).rows).toEqual([
      { ...common, kind: 'open', agent: 'mobile' },
    ])
    expect(read('click', row('click')).rows).toEqual([
      { ...common, kind: 'click', link: { url: 'http://www.example.com', id: '1100407204171' } },
    ])
    expect(read('forward', row('forward')).rows).toEqual([{ ...common, kind: 'forward' }])
    expect(read('opt_out', row('opt_out', { opt_out_reason: 'Too many' })).rows).toEqual([
      { ...common, kind: 'opt_out', reason: 'Too many' },
    ])
    expect(read('bounce', row('bounce')).rows).toEqual([
      {
        ...common,
        kind: 'bounce',
        bounce: { code: 'B', class: 'hard', note: 'Non-existent address' },
      },
    ])
  })

  it.each([
    ['B', 'hard'],
    ['S', 'hard'],
    ['D', 'soft'],
    ['F', 'full'],
    ['Z', 'block'],
    ['V', 'auto-reply'],
    ['X', 'other'],
    ['Q', 'other'],
    ['constructor', 'other'],
  ])('with bounce code %s is %s, the code kept', (code, kind) => {
    expect(read('bounce', row('bounce', { bounce_code: code })).rows[0]!.bounce).toMatchObject({
      code,
      class: kind,
    })
  })

  it('may carry fields nobody knows, a day of deletion, and optional ones of another type', () => {
    const odd = {
      deleted_at: '2020-01-31',
      first_name: 5,
      last_name: null,
      device_type: {},
      new: [1],
    }
    const { rows, refused } = read('open', row('open', odd))
    expect(refused).toEqual([])
    expect(rows[0]).not.toHaveProperty('name')
    expect(rows[0]).not.toHaveProperty('agent')
  })

  it.each<[Kind, Record<string, unknown>, string]>([
    ['sent', { created_time: undefined }, 'created_time'],
    ['sent', { created_time: '2026-02-31T10:00:00.000Z' }, 'created_time'],
    ['sent', { created_time: '2020-01-31' }, 'created_time'],
    ['sent', { created_time: 1556190480000 }, 'created_time'],
    ['open', { tracking_activity_type: 'em_teleports' }, 'tracking_activity_type'],
    ['open', { tracking_activity_type: 'em_clicks' }, 'tracking_activity_type'],
    ['open', { tracking_activity_type: undefined }, 'tracking_activity_type'],
    ['open', { email_address: 'not an address' }, 'email_address'],
    ['open', { email_address: undefined }, 'email_address'],
    ['open', { email_address: ['ann@example.com'] }, 'email_address'],
    ['open', { campaign_activity_id: 'another' }, 'campaign_activity_id'],
    ['open', { campaign_activity_id: undefined }, 'campaign_activity_id'],
    ['click', { link_url: undefined }, 'link_url'],
    ['bounce', { bounce_code: '' }, 'bounce_code'],
  ])('of %s with %j is refused by its field, the rest is read', (kind, more, field) => {
    const bad = row(kind, more)
    const { rows, refused } = read(kind, row(kind), bad, row(kind))
    expect(rows).toHaveLength(2)
    expect(refused).toEqual([
      {
        record: JSON.parse(JSON.stringify(bad)),
        field,
        reason: expect.stringMatching(/^[A-Z].*\.$/),
        place: 1,
        clue: expect.objectContaining({ contactId: expect.any(String) }),
      },
    ])
  })

  it('that is no object is refused', () => {
    const { rows, refused } = read('sent', null, 'x', 7, [], row('sent'))
    expect(rows).toHaveLength(1)
    expect(refused).toHaveLength(4)
  })
})

describe('a page', () => {
  it('that is empty has no rows', () => {
    expect(read('sent')).toEqual({ rows: [], refused: [], records: [] })
  })

  it.each([
    '{}',
    '[]',
    'null',
    '<html>',
    '',
    '{"tracking_activities":{}}',
    '{"tracking_activities":[',
  ])('that is %j is no page', (text) => {
    expect(() => readFeedback(bytes(text), { activity, kind: 'sent' })).toThrow(
      expect.objectContaining({ name: 'Failure', kind: 'unreadable', whoMustAct: 'vendor' }),
    )
  })

  it('of a kind the vendor does not report is our own mistake', () => {
    expect(() => read('complaint')).toThrow(Error)
  })
})

describe('reading', () => {
  const kinds = fc.constantFrom(...(Object.keys(TYPES) as Kind[]))
  const strange = fc.anything({ maxDepth: 2 })

  it('is total, pure and keeps count: every row is read or refused, whatever it holds', () => {
    const field = fc.constantFrom(...Object.keys(row('click')), 'bounce_code', 'opt_out_reason')
    const rows = fc.array(fc.tuple(field, strange), { maxLength: 8 })
    fc.assert(
      fc.property(kinds, rows, (kind, changes) => {
        const given = changes.map(([name, value]) => row(kind, { [name]: value }))
        const body = page(...given)
        const once = readFeedback(body, { activity, kind })
        expect(once.rows.length + once.refused.length).toBe(given.length)
        expect(readFeedback(body, { activity, kind })).toEqual(once)
        const text = JSON.stringify(once)
        expect(text).not.toContain('\\u0000')
        for (const event of once.rows) expect(Number.isSafeInteger(event.occurredAt)).toBe(true)
      }),
    )
  })

  it('does not depend on what stands beside a row', () => {
    fc.assert(
      fc.property(kinds, fc.array(fc.boolean(), { maxLength: 10 }), (kind, goods) => {
        const given = goods.map((good, i) =>
          row(kind, good ? { email_address: `p${i}@example.com` } : { created_time: 'never' }),
        )
        const all = read(kind, ...given)
        expect(all.rows).toEqual(given.flatMap((one) => read(kind, one).rows))
        expect(read(kind, ...given.toReversed()).rows).toEqual(all.rows.toReversed())
      }),
    )
  })
})
