import { expect, test } from 'vitest'
import {
  fieldsOf,
  fileMapping,
  fittingPreset,
  PRESETS,
  readMapped,
  type FileRow,
} from '../../../src/connectors/index.ts'
import { formatProblem, timeOf } from '../../../src/connectors/file/time.ts'

const generic = PRESETS.find(({ id }) => id === 'generic')!.mapping
const row = (line: number, more: Record<string, string>): FileRow => ({
  line,
  record: {
    ...{ event: 'Open', email: 'ada@example.com', campaign_id: 'c1', campaign: 'Letter' },
    ...{ time: '2026-05-03T09:00:00Z' },
    ...more,
  },
})

test('rows become events, those that cannot are refused with field and line', () => {
  const page = readMapped(
    [
      row(2, { event: 'SENT' }),
      row(3, { event: 'Bounce', bounce_text: '550 5.1.1 user unknown' }),
      row(4, { event: 'Bounce', bounce_code: 'soft', bounce_text: '550 5.1.1 user unknown' }),
      row(5, { event: 'Dreamt' }),
      row(6, { time: '30/02/2026' }),
      row(7, { email: 'nobody' }),
      row(8, { event: 'Click' }),
      row(9, { event: 'Unsubscribe', campaign_id: '', campaign: '', reason: 'Too many' }),
      row(10, { campaign_id: '', campaign: '' }),
      { line: 11, fault: 'The row is no JSON.', text: '{' },
    ],
    generic,
  )
  expect(page.rows.map(({ kind, activity, bounce }) => [kind, activity, bounce?.class])).toEqual([
    ['sent', 'c1', undefined],
    ['bounce', 'c1', 'hard'],
    ['bounce', 'c1', 'soft'],
  ])
  expect(page.suppressions).toMatchObject([{ address: 'ada@example.com', reason: 'Too many' }])
  expect(page.refused.map(({ field, place }) => [field, place])).toEqual([
    ['event', 3],
    ['time', 4],
    ['email', 5],
    ['link', 6],
    ['campaign_id', 8],
    ['', 9],
  ])
  expect(page.refused[1]!.reason).toBe(
    '“30/02/2026” is no time in the format iso. (line 6 of the file)',
  )
  expect(page.places).toEqual([0, 1, 2, 7])
  const sentAt = Date.parse('2026-05-03T09:00:00Z')
  expect(page.campaigns).toEqual([{ id: 'c1', name: 'Letter', sentAt }])
})

test('a campaign without an id is known by its name, however it is spelled', () => {
  const mapping = { ...generic, campaign: { name: { field: 'campaign' } } }
  const page = readMapped([row(2, {}), row(3, { campaign: 'LETTER ' })], mapping)
  expect(new Set(page.rows.map(({ activity }) => activity))).toEqual(new Set(['name:letter']))
})

test('times are read by their format, on the clocks of their zone', () => {
  const at = (text: string, format: string, zone = 'UTC') => {
    const ms = timeOf(text, format, zone)
    return ms === null ? null : new Date(ms).toISOString()
  }
  const british = 'dd/MM/yyyy HH:mm:ss'
  expect(at('03/05/2026 10:00:00', british, 'Europe/London')).toBe('2026-05-03T09:00:00.000Z')
  expect(at('03/01/2026 10:00:00', british, 'Europe/London')).toBe('2026-01-03T10:00:00.000Z')
  expect(at('29/02/2026 10:00:00', british)).toBe(null)
  expect(at('5/3/2026 12:05 AM', 'M/d/yyyy h:mm a')).toBe('2026-05-03T00:05:00.000Z')
  expect(at('3 May 2026 10:00 +02:00', 'd MMM yyyy HH:mm ZZZ')).toBe('2026-05-03T08:00:00.000Z')
  expect(at('1777799000', 'epoch_s')).toBe('2026-05-03T09:03:20.000Z')
  expect(at('1777799000', 'epoch_ms')).toBe(null)
  expect(formatProblem('dd/MM HH:mm')).toMatch(/year/)
  expect(formatProblem('yyyy-MM-dd hh:mm')).toMatch(/am or pm/)
})

test('a mapping that cannot read anything is refused', () => {
  expect(fileMapping.safeParse({ ...generic, campaign: {} }).success).toBe(false)
  expect(
    fileMapping.safeParse({ ...generic, time: { field: 't', format: 'iso', zone: 'Mars' } })
      .success,
  ).toBe(false)
})

test('a sample finds its preset', () => {
  expect(fittingPreset(fieldsOf([row(2, {})]))?.id).toBe('generic')
  expect(fittingPreset([{ name: 'email', example: '' }])).toBe(null)
})
