import { expect, test } from 'vitest'
import {
  FileFault,
  readText,
  rowsOf,
  type FileFormat,
  type FileRow,
  type FormatName,
} from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'

const format = (name: FormatName, rows = ''): FileFormat => ({ name, delimiter: null, rows })
const records = (rows: FileRow[]) => rows.map((row) => ('record' in row ? row.record : row.fault))

const escaped = (text: string) => text.replace(/[&<>"'\r\n\t]/g, (one) => `&#${one.charCodeAt(0)};`)

/** A writer for each format that owes nothing to the readers. */
const WRITERS: Record<FormatName, (columns: string[], table: string[][]) => string> = {
  csv: (columns, table) =>
    [columns, ...table]
      .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',') + '\r\n')
      .join(''),
  tsv: (columns, table) =>
    [columns, ...table]
      .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join('\t') + '\n')
      .join(''),
  json: (columns, table) => JSON.stringify(objects(columns, table)),
  ndjson: (columns, table) =>
    objects(columns, table)
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(''),
  xml: (columns, table) => {
    const row = (cells: string[]) =>
      columns.map((name, at) => `<${name}>${escaped(cells[at]!)}</${name}>`).join('')
    return `<rows>${table.map((cells) => `<row>${row(cells)}</row>`).join('')}</rows>`
  },
}

function objects(columns: string[], table: string[][]) {
  return table.map((cells) => Object.fromEntries(columns.map((name, at) => [name, cells[at]])))
}

// XML knows no control characters; the others take any text.
const cell = fc.string({ unit: fc.constantFrom(...'aé€"\'<>&,;\t\n{}[]:\\ 7') })
const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.record({
    columns: fc.constant(['alpha', 'beta', 'gamma', 'delta'].slice(0, width)),
    rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }),
  }),
)

test.each(Object.keys(WRITERS) as FormatName[])(
  'any table written as %s reads back equal, wherever its text is cut',
  (name) => {
    fc.assert(
      fc.property(table, fc.array(fc.nat(400)), ({ columns, rows }, cuts) => {
        const text = WRITERS[name](columns, rows)
        const reader = rowsOf(format(name))
        const read: FileRow[] = []
        let from = 0
        for (const cut of [...cuts.filter((at) => at < text.length)].sort((a, b) => a - b)) {
          read.push(...reader.push(text.slice(from, cut)))
          from = cut
        }
        read.push(...reader.push(text.slice(from)), ...reader.end())
        expect(records(read)).toEqual(objects(columns, rows))
      }),
      { numRuns: 200 },
    )
  },
)

test('rows of JSON are found at a path, and one object is a row', () => {
  const text = '{"no":[{"a":0}],"data":{"items":[{"a":"]}"},\n7,{"a":{"b":[1]}}],"more":[{"a":1}]}}'
  const rows = readText(text, format('json', 'data.items'))
  expect(records(rows)).toEqual([{ a: ']}' }, 'The row is no object.', { a: { b: [1] } }])
  expect(rows.map((row) => row.line)).toEqual([1, 2, 2])
  expect(records(readText('{"a":"1"}', format('json')))).toEqual([{ a: '1' }])
})

test('what breaks off or is of another format is told, with the rows before it kept', () => {
  const reader = rowsOf(format('json'))
  expect(records(reader.push('[{"a":1},{"a"'))).toEqual([{ a: 1 }])
  expect(() => reader.end()).toThrow(new FileFault('The JSON breaks off at line 1.'))
  expect(() => readText('email,kind\n', format('json'))).toThrow(FileFault)
  expect(() => readText('<a><b></a>', format('xml'))).toThrow(/wrong at line 1/)
})

test('a bad line of NDJSON or CSV is one bad row, with its line', () => {
  const lines = readText('{"a":1}\nnonsense\n{"a":2}\n', format('ndjson'))
  expect(records(lines)).toEqual([{ a: 1 }, 'The row is no JSON.', { a: 2 }])
  expect(lines[1]!.line).toBe(2)
  const csv = readText('a;b\n1;2\nx"y;3\n1;2;3\n4;5', format('csv'))
  expect(csv.map((row) => ['record' in row, row.line])).toEqual([
    [true, 2],
    [false, 3],
    [false, 4],
    [true, 5],
  ])
})

test('XML: attributes, repeated elements and rows by name', () => {
  const text = '<r><h/><e at="1"><l>x</l><l>y</l></e><e at="2"><![CDATA[<&>]]></e></r>'
  expect(records(readText(text, format('xml', 'e')))).toEqual([
    { '@at': '1', l: ['x', 'y'] },
    { '@at': '2', '#text': '<&>' },
  ])
})
