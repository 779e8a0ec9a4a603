import { describe, expect, test } from 'vitest'
import { pdfOf } from '../../src/platform/pdf.ts'
import { serialOf, xlsxOf, type XlsxSheet, type XlsxValue } from '../../src/platform/xlsx.ts'
import { unzipped } from '../unzipped.ts'

const AT = new Date('2026-05-03T12:00:00Z')

async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

async function rowsOf(rows: XlsxSheet['rows'], form: 'text' | 'moment' = 'text') {
  const columns = [{ title: 'A & B', form, width: 10 }]
  const files = unzipped(await gathered(xlsxOf([{ name: 'One', columns, rows }], AT)))
  return files['xl/worksheets/sheet1.xml']!
}

describe('a workbook', () => {
  test('numbers and moments are numbers; a text stays the text it is, a formula too', async () => {
    const xml = await rowsOf([['=1+1'], ['plain <b>'], [-5], ['a\u0001_x0041_'], [null]])
    expect(xml).toContain('<t xml:space="preserve">A &amp; B</t>')
    // Style 6 is the one with quotePrefix: what an apostrophe is to who types.
    expect(xml).toContain('<c r="A2" s="6" t="inlineStr"><is><t xml:space="preserve">=1+1</t>')
    expect(xml).toContain(
      '<c r="A3" s="0" t="inlineStr"><is><t xml:space="preserve">plain &lt;b&gt;',
    )
    expect(xml).toContain('<c r="A4" s="0"><v>-5</v></c>')
    expect(xml).toContain('a\ufffd_x005F_x0041_')
    expect(xml).toContain('<row r="6"></row>')
    expect(xml).not.toContain('<f>')
    const serial = serialOf(Date.UTC(2026, 4, 3, 12))!
    expect(serial).toBe(46145.5)
    expect(await rowsOf([[serial]], 'moment')).toContain('<c r="A2" s="4"><v>46145.5</v></c>')
    expect(serialOf(Date.UTC(1899, 0, 1))).toBeNull()
  })

  test('the first sheet is written last, and may tell of the others', async () => {
    let count = 0
    async function* many(): AsyncGenerator<XlsxValue[]> {
      for (; count < 30_000; count++) yield [`row ${count}`]
    }
    function* about(): Generator<XlsxValue[]> {
      yield [count]
    }
    const columns = [{ title: 'T', form: 'text' as const, width: 10 }]
    const sheets = [
      { name: 'About', columns, rows: about() },
      { name: 'Rows', columns, rows: many() },
    ]
    const files = unzipped(await gathered(xlsxOf(sheets, AT)))
    expect(files['xl/workbook.xml']).toMatch(/"About" sheetId="1".*"Rows" sheetId="2"/)
    expect(files['xl/worksheets/sheet1.xml']).toContain('<v>30000</v>')
    expect(files['xl/worksheets/sheet2.xml']).toContain('row 29999')
  })
})

test('a PDF has as many pages as its rows take, and says what it is', async () => {
  const columns = [
    { title: 'Name', isFigure: false },
    { title: 'Count', isFigure: true },
  ]
  const made = async (rows: number) => {
    const table = {
      title: 'Who opted out',
      about: [['As of', 'now']] as const,
      columns,
      madeAt: AT,
    }
    const cells = Array.from({ length: rows }, (_, at) => [`Łódź Αθήνα ${at}`, String(at)])
    return (await gathered(pdfOf({ ...table, rows: cells }))).toString('latin1')
  }
  const pages = (pdf: string) => pdf.match(/\/Type \/Page\b(?!s)/g)?.length
  const short = await made(0)
  expect(short.startsWith('%PDF-')).toBe(true)
  expect(short).toContain('(Who opted out)')
  expect(pages(short)).toBe(1)
  expect(pages(await made(100))).toBe(4)
})
