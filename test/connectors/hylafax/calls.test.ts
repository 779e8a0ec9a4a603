import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Vendor } from '../../../src/connectors/index.ts'
import { hylafax } from '../../../src/connectors/esp/hylafax/index.ts'
import { logRows } from '../../../src/connectors/esp/hylafax/lines.ts'
import { fc } from '../../property.ts'
import { lineOf, read, reading, SETTINGS } from './lines.ts'

const AT = Date.UTC(2026, 5, 15, 13, 5)
const NUMBER = '+441225446000'

describe('a call', () => {
  test('that went well is sent and delivered, to the minute, on the clocks of the server', () => {
    const common = { channel: 'fax', address: NUMBER, occurredAt: AT, activity: 'tag:Budget 2026' }
    expect(read([lineOf()])).toMatchObject({
      rows: [
        { kind: 'sent', ...common },
        { kind: 'delivered', ...common },
      ],
      refused: [],
      places: [0, 0],
      campaigns: [{ id: 'tag:Budget 2026', name: 'Budget 2026', sentAt: AT }],
    })
  })

  test.each([
    ['Busy signal detected', 'soft'],
    ['Busy signal detected; too many attempts to dial', 'soft'],
    ['No answer from remote', 'soft'],
    ['No carrier detected', 'soft'],
    ['Ringback detected, no answer without CED', 'soft'],
    ['RSPREC error/got DCN (receiver abort)', 'soft'],
    ['Data connection established (wanted fax)', 'hard'],
    ['No local dialtone', 'other'],
    ['A word nobody knows', 'other'],
  ])('that failed: %s is %s, and the word is kept', (reason, wanted) => {
    const { rows } = read([lineOf({ reason })])
    expect(rows.map(({ kind }) => kind)).toEqual(['sent', 'bounce'])
    expect(rows[1]!.bounce).toEqual({ code: reason, class: wanted })
  })

  test('without a tag belongs to the day and the sender', () => {
    const { campaigns } = read([
      lineOf({ jobtag: '', date: '06/15/26 00:10' }),
      lineOf({ jobtag: '', date: '06/15/26 23:50', sender: 'Ada@firm.example' }),
      lineOf({ jobtag: '', date: '06/16/26 00:00' }),
    ])
    expect(campaigns!.map(({ id }) => id)).toEqual([
      'day:2026-06-15:ada@firm.example',
      'day:2026-06-16:ada@firm.example',
    ])
    expect(campaigns![0]).toMatchObject({ name: 'Faxes of 2026-06-15, ada@firm.example' })
  })

  test('a tag has the earliest time of its calls, in whatever order they come', () => {
    const later = lineOf({ date: '06/15/26 16:00' })
    for (const lines of [
      [lineOf(), later],
      [later, lineOf()],
    ]) {
      expect(read(lines).campaigns).toMatchObject([{ sentAt: AT }])
    }
  })

  test('a number stays as it was given where nobody told where the server dials', () => {
    const { rows } = read([lineOf()], { ...SETTINGS, country: '' })
    expect(rows[0]!.address).toBe('01225446000')
  })

  test('in winter the clocks are those of winter', () => {
    const { rows } = read([lineOf({ date: '01/15/26 14:05' })])
    expect(rows[0]!.occurredAt).toBe(Date.UTC(2026, 0, 15, 14, 5))
  })
})

describe('what is refused', () => {
  test.each([
    [lineOf({ date: '02/31/26 10:00' }), 'date'],
    [lineOf({ date: '06/15/26 24:10' }), 'date'],
    [lineOf({ date: '2026-06-15 10:00' }), 'date'],
    [lineOf({ number: 'FAX-HOME' }), 'number'],
    [lineOf({ type: 'SING' }), ''],
    ['06/15/26 14:05\tSEND\t00000042', ''],
  ])('%j, with its line and the others read', (line, field) => {
    const { rows, refused, places } = read([lineOf(), line, lineOf({ commid: '43' })])
    expect(refused).toMatchObject([{ field, place: 1, record: { line: 2 } }])
    expect(rows).toHaveLength(4)
    expect(places).toEqual([0, 0, 2, 2])
  })

  test.each([3, 20, 60, 110])('a line torn off after %i characters; not the next one', (length) => {
    const torn = lineOf({ number: '01225 446111' }).slice(0, length)
    const { rows, refused } = read([torn + lineOf()])
    expect(refused).toMatchObject([{ reason: expect.stringMatching(/not written to its end/) }])
    expect(rows.map(({ kind, address }) => [kind, address])).toEqual([
      ['sent', NUMBER],
      ['delivered', NUMBER],
    ])
  })

  test('nothing of what came in, was fetched or paged', () => {
    const lines = ['RECV', 'CALL', 'POLL', 'PAGE'].map((type) => lineOf({ type }))
    expect(read(lines)).toMatchObject({ rows: [], refused: [], records: [] })
  })
})

test('a log is cut alike, wherever its text is', () => {
  const text = [lineOf(), lineOf({ type: 'RECV' }), 'no line', lineOf({ jobtag: 'Größe' })]
    .map((line) => `${line}\r\n`)
    .join('')
  const whole = logRows()
  const rows = [...whole.push(text), ...whole.end()]
  expect(rows.map(({ line }) => line)).toEqual([1, 3, 4])
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 5 }), (cuts) => {
      const reader = logRows()
      const at = [0, ...cuts.sort((a, b) => a - b), text.length]
      const parts = at.slice(1).map((end, place) => text.slice(at[place], end))
      expect([...parts.flatMap((part) => reader.push(part)), ...reader.end()]).toEqual(rows)
    }),
  )
})

describe('the log of a running HylaFAX 6.0.7', () => {
  test('is read whole: every call by its number, its tag and its reason', async () => {
    const bytes = readFileSync(new URL('xferfaxlog', import.meta.url))
    const place = { file: '1', offset: bytes.length, mark: '' }
    const logs = {
      read: async () => ({ bytes, place, isEnd: true, isHalf: false, isMissed: false }),
    }
    const settings = { ...SETTINGS, log: '/log/xferfaxlog' }
    const vendor = { settings, logs, now: () => 0 } as unknown as Vendor
    const { body } = await hylafax.log!.page(vendor, null)
    const { rows, refused, campaigns } = reading(settings).log.read(body!)
    expect(refused).toEqual([])
    expect(rows.filter(({ kind }) => kind === 'sent')).toHaveLength(13)
    expect(new Set(campaigns!.map(({ name }) => name))).toEqual(
      new Set([
        'Spring letter',
        'Brief "Frühjahr", 2026',
        'Faxes of 2026-11-27, root@fax.example',
        'Bad document',
        'ab tab',
        'Tag in Latin-1: ü',
      ]),
    )
    const tries = '; too many attempts to dial'
    const bounces = rows.flatMap(({ bounce }) => (bounce ? [bounce] : []))
    expect(bounces.slice(0, 7).map((one) => [one.code, one.class])).toEqual([
      [`Busy signal detected${tries}`, 'soft'],
      [`No answer from remote${tries}`, 'soft'],
      [`No carrier detected${tries}`, 'soft'],
      [`No local dialtone${tries}`, 'other'],
      [`Invalid dialing command${tries}`, 'other'],
      [`No receiver protocol (T.30 T1 timeout)${tries}`, 'soft'],
      ['Busy signal detected', 'soft'],
    ])
    expect(rows[14]).toMatchObject({ address: '+441225446003', kind: 'sent' })
  })
})
