import { expect, it } from 'vitest'
import { emma } from '../../../src/connectors/esp/emma/index.ts'
import type { Failure } from '../../../src/connectors/index.ts'
import { good, scripted } from './line.ts'

const part = emma.copies!

const row = (id: number, more: object = {}) => ({
  mailing_id: id,
  name: 'May letter',
  subject: 'What is new',
  sender: 'Harrowgate Lindqvist LLP',
  reply_to: 'news@firm.example',
  mailing_type: 'm',
  mailing_status: 'c',
  created_ts: '@D:2026-05-01T10:00:00',
  send_at: null,
  send_started: '@D:2026-05-02T10:00:00',
  send_finished: '@D:2026-05-02T10:05:00',
  parent_mailing_id: null,
  html_body: '<p>Hello</p>',
  ...more,
})

it('offers what can be copied, the newest first, and no copies nor what failed', async () => {
  const rows = [
    row(1),
    row(2, { created_ts: '@D:2026-06-01T10:00:00', subject: 'Newer' }),
    row(3, { parent_mailing_id: 1 }),
    row(4, { mailing_status: 'f' }),
    row(5, { mailing_status: 'x', send_started: null, send_finished: null }),
  ]
  const { vendor, asked } = scripted(good(5), good(rows))
  expect(await part.masters(vendor)).toEqual([
    { id: '2', name: 'May letter', subject: 'Newer', createdAt: Date.UTC(2026, 5, 1, 10) },
    { id: '1', name: 'May letter', subject: 'What is new', createdAt: Date.UTC(2026, 4, 1, 10) },
  ])
  expect(asked()[0]).toContain('mailing_types=m')
})

it('tells a master as what would go out, whatever became of it itself', async () => {
  const { vendor } = scripted(good(row(7)))
  expect(await part.master(vendor, '7')).toMatchObject({
    id: '7',
    status: 'draft',
    isMaster: true,
    activities: [],
    content: { subject: 'What is new', fromName: 'Harrowgate Lindqvist LLP', html: '<p>Hello</p>' },
  })
})

it('knows no master that is gone, and asks for none whose id is none', async () => {
  const { vendor, asked } = scripted({ status: 404, body: '{}' })
  expect(await part.master(vendor, '7')).toBeNull()
  expect(await part.master(vendor, 'seven')).toBeNull()
  expect(asked()).toHaveLength(1)
})

it('counts as copies those whose parent is the master', async () => {
  const rows = [row(7), row(8, { parent_mailing_id: 7 }), row(9, { parent_mailing_id: 6 })]
  const { vendor } = scripted(good(3), good(rows))
  expect(await part.copiesOf(vendor, '7')).toEqual(['8'])
})

it.each([
  [['1', '2'], true],
  [['2', '1'], true],
  [['1'], false],
  [['1', '3'], false],
])('tells whether a copy goes to just these groups: %j', async (lists, isSo) => {
  const groups = [{ member_group_id: 1 }, { member_group_id: 2 }]
  const { vendor } = scripted(good(2), good(groups))
  expect(await part.goesTo(vendor, '8', lists)).toBe(isSo)
})

it('sends a copy to groups, once', async () => {
  const { vendor, exchanges } = scripted(good({ mailing_id: 8 }))
  expect(await part.send(vendor, '7', ['1', '2'])).toEqual({ id: '8' })
  expect(exchanges).toHaveLength(1)
  expect(exchanges[0]).toMatchObject({
    method: 'POST',
    url: expect.stringMatching(/\/mailings\/7$/),
  })
  expect(JSON.parse(String(exchanges[0]!.body))).toEqual({ recipient_groups: [1, 2] })
})

it.each([
  ['no id', good({}), 'unreadable'],
  ['that of its master', good({ mailing_id: 7 }), 'unreadable'],
  ['a fault', { status: 502, body: '' }, 'temporary'],
])('does not repeat a sending whose answer is %s', async (_, answer, kind) => {
  const { vendor, exchanges } = scripted(answer, good({ mailing_id: 8 }))
  const failure = await part.send(vendor, '7', ['1']).catch((error: Failure) => error)
  expect(failure).toMatchObject({ kind })
  expect(exchanges).toHaveLength(1)
})

it('stops a copy that waits', async () => {
  const waits = { mailing_status: 'p', send_started: null, send_finished: null }
  const { vendor, exchanges } = scripted(
    good(row(8, { ...waits, send_at: '@D:2026-05-03T10:00:00' })),
    good(true),
    good(row(8, { ...waits, mailing_status: 'x' })),
  )
  const held = (await part.read(vendor, '8'))!
  expect(held).toMatchObject({ status: 'scheduled', scheduledFor: Date.UTC(2026, 4, 3, 10) })
  await part.unschedule!(vendor, held)
  expect(exchanges[1]).toMatchObject({ method: 'PUT' })
  expect(JSON.parse(String(exchanges[1]!.body))).toEqual({ status: 'canceled' })
  expect(await part.read(vendor, '8')).toMatchObject({ status: 'removed' })
})
