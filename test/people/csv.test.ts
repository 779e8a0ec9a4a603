import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { describe, expect, test } from 'vitest'
import { readHeader } from '../../src/people/import/columns.ts'
import { decode, EncodingProbe } from '../../src/platform/encoding.ts'
import {
  detectDelimiter,
  readRecords,
  RECORD_CHARS_MAX,
  type CsvRecord,
} from '../../src/platform/csv-records.ts'
import { csvLine, guard, unguard } from '../../src/platform/csv.ts'
import { fc } from '../property.ts'
import { bytesOf } from './world.ts'

async function* cut(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

async function read(text: string, options: { delimiter?: string; size?: number } = {}) {
  const records: CsvRecord[] = []
  const { delimiter = ',', size = 7 } = options
  for await (const some of readRecords(cut(text, size), delimiter)) {
    for (const record of some) records.push(record)
  }
  return records
}

const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('"', ',', ';', '\n', '\r', "'", '=', '+', '-', '@', '\t', 'a'),
  }),
)

describe('reading records', () => {
  test('whatever csv-stringify writes is read as csv-parse reads it, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom(',', ';', '\t'),
        fc.integer({ min: 1, max: 40 }),
        async (rows, newline, delimiter, size) => {
          const quoted = delimiter !== '\t' || rows.flat().some((one) => /[\r\n]/.test(one))
          const text = stringify(rows, { record_delimiter: newline, delimiter, quoted })
          const expected: string[][] = parse(text, { delimiter, record_delimiter: newline })
          const records = await read(text, { delimiter, size })
          expect(records.map((record) => record.cells)).toEqual(expected)
          expect(records.every((record) => record.fault === null)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('each record tells the line it begins on, over newlines of all kinds', async () => {
    const records = await read('a,b\r\n"1\n1",2\n\n\r3,"x\r\ny"\r5,6')
    expect(records.map(({ line, cells }) => [line, ...cells])).toEqual([
      [1, 'a', 'b'],
      [2, '1\n1', '2'],
      [6, '3', 'x\r\ny'],
      [8, '5', '6'],
    ])
  })

  test('a stray quote costs its own row only', async () => {
    const records = await read('a,b\nx"y,1\n"p"q,2\n3,4\n')
    expect(records.map(({ line, fault }) => [line, fault?.slice(0, 20) ?? null])).toEqual([
      [1, null],
      [2, 'There is a quote ins'],
      [3, 'Something follows th'],
      [4, null],
    ])
  })

  test('a quote that is never closed costs the line it is on only', async () => {
    const records = await read('a,b\n1,"open\n2,two\n3,three\n', { size: 5 })
    expect(records.map(({ line, fault, cells }) => [line, fault !== null, cells])).toEqual([
      [1, false, ['a', 'b']],
      [2, true, ['1,"open']],
      [3, false, ['2', 'two']],
      [4, false, ['3', 'three']],
    ])
  })

  test('the same far from the end of the file, and beside a line without end', async () => {
    const long = `x,y\n1,"open\n${'2,two\n'.repeat(RECORD_CHARS_MAX / 4)}`
    const records = await read(long, { size: 300_000 })
    expect(records.filter((record) => record.fault !== null).map((record) => record.line)).toEqual([
      2,
    ])
    expect(records.at(-1)!.cells).toEqual(['2', 'two'])

    const endless = `x,y\n${'z'.repeat(RECORD_CHARS_MAX * 3)}\n5,6\n`
    const rest = await read(endless, { size: 300_000 })
    expect(rest.map(({ line, fault }) => [line, fault !== null])).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ])
  })

  test('reading is never beaten by quotes, and loses no line', async () => {
    const hostile = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a'), maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(hostile, fc.integer({ min: 1, max: 9 }), async (text, size) => {
        const once = await read(text, { size: 1000 })
        expect(await read(text, { size })).toEqual(once)
        for (let n = 1; n < once.length; n++)
          expect(once[n]!.line).toBeGreaterThan(once[n - 1]!.line)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the guard against formulas', () => {
  test('any cell goes out and comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 5 }), async (cells) => {
        const [record] = await read(csvLine(cells))
        expect(record!.cells.map(unguard)).toEqual(cells)
        for (const one of record!.cells) expect(one).not.toMatch(/^[=+\-@\t\r]/)
      }),
      { numRuns: 2000 },
    )
  })

  test.each([['=1+1'], ['+49 1'], ['-2'], ['@a'], ['\ta'], ['\ra'], ["'=1"], ["''@"]])(
    '%j is guarded',
    (text) => {
      expect(guard(text)).toBe(`'${text}`)
      expect(unguard(guard(text))).toBe(text)
    },
  )

  test('what needs no guard gets none, and a number stays one', () => {
    expect(guard("'tis")).toBe("'tis")
    expect(unguard("'tis")).toBe("'tis")
    expect(csvLine([-5, '-5'])).toBe("-5,'-5\r\n")
  })
})

describe('encodings', () => {
  const text = 'name\nZoë “Ő” €\n'
  const utf16be = () => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
  test.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16be', utf16be()],
  ] as const)('%s is recognised and read', async (expected, bytes) => {
    for (const size of [1, 3, 1000]) expect(await decoded(bytes, size)).toEqual([expected, text])
  })

  test('what is no UTF-8 is Windows-1252, decided by the whole file', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a'.repeat(5000)),
      Buffer.from([0x93, 0xe9, 0x80, 0x94]),
    ])
    expect(await decoded(bytes, 100)).toEqual(['windows-1252', `${'a'.repeat(5000)}“é€”`])
    const half = Buffer.from([0x61, 0xc3])
    expect(await decoded(half, 1)).toEqual(['windows-1252', 'aÃ'])
  })

  async function decoded(bytes: Uint8Array, size: number) {
    const probe = new EncodingProbe()
    for await (const piece of bytesOf(bytes, size)) probe.take(piece)
    const pieces: string[] = []
    for await (const piece of decode(bytesOf(bytes, size), probe.encoding())) pieces.push(piece)
    return [probe.encoding(), pieces.join('')]
  }
})

describe('headers', () => {
  test('capitals, spaces, order and synonyms do not matter', () => {
    const header = readHeader(['E-Mail Address', ' Surname', 'FIRST NAME', 'Company', 'Notes', ''])
    expect(header).toMatchObject({
      columns: ['email', 'last_name', 'first_name', 'organization', null, null],
      unknown: ['Notes'],
    })
  })

  test.each([
    [['email', 'name', 'email'], /“email” is there twice/],
    [['email', 'name', 'E-mail'], /“email” and “E-mail” both mean email/],
    [['email', 'Notes', 'notes'], /both mean notes/],
    [['city', 'phone'], /has to be a header/],
    [['ema\0il'], /NUL/],
  ])('%j is refused', (cells, problem) => {
    expect((readHeader(cells) as { problem: string }).problem).toMatch(problem)
  })

  test.each([
    ['a,b,c\n1;2;3;4', ','],
    ['a;b;c\n', ';'],
    ['a\tb', '\t'],
    ['"a,b";c', ';'],
    ['email\n', ','],
    ['sep=;\na,b', ';'],
  ])('%j is delimited by %j', (start, delimiter) => {
    expect(detectDelimiter(start).delimiter).toBe(delimiter)
  })
})
