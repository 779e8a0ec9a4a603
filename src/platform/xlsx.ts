import { guard } from './csv.ts'
import { zipOf, type ZipFile } from './zip.ts'

/** How a cell is shown; numbers are kept as numbers, moments as the serial of a spreadsheet. */
export type XlsxForm = 'text' | 'number' | 'percent' | 'moment' | 'day'
/** A number for every form but text; what is no number stands there as the text it is. */
export type XlsxValue = string | number | null

export interface XlsxColumn {
  title: string
  form: XlsxForm
  /** In characters. */
  width: number
}

export interface XlsxSheet {
  name: string
  columns: readonly XlsxColumn[]
  rows: AsyncIterable<readonly XlsxValue[]> | Iterable<readonly XlsxValue[]>
}

/** Rows of a sheet, and characters of a cell: what Excel opens (its published limits). */
export const XLSX_ROWS_MAX = 1_048_576
const CELL_CHARS_MAX = 32_767
/** The first moment that serials count from as people do: Excel takes 1900 for a leap year. */
const SERIAL_MIN = 61
const DAY_MS = 24 * 3_600_000

/**
 * A workbook (ECMA-376, transitional), written as its rows are read, so that memory stays flat.
 * The sheets are written last to first: the first may tell what was found meanwhile.
 * A text that a spreadsheet could take for a formula stays that text, marked "quotePrefix".
 */
export function xlsxOf(sheets: readonly XlsxSheet[], modifiedAt: Date): AsyncGenerator<Uint8Array> {
  return zipOf(partsOf(sheets), modifiedAt)
}

/** The serial of what clocks show; local as if it were UTC. Null: before 1 March 1900. */
export function serialOf(local: number): number | null {
  const serial = (local - Date.UTC(1899, 11, 30)) / DAY_MS
  return serial < SERIAL_MIN ? null : serial
}

function* partsOf(sheets: readonly XlsxSheet[]): Generator<ZipFile> {
  yield { name: '[Content_Types].xml', body: once(contentTypes(sheets.length)) }
  yield { name: '_rels/.rels', body: once(ROOT) }
  yield { name: 'xl/workbook.xml', body: once(workbook(sheets)) }
  yield { name: 'xl/_rels/workbook.xml.rels', body: once(relations(sheets.length)) }
  yield { name: 'xl/styles.xml', body: once(STYLES) }
  for (const [at, sheet] of [...sheets.entries()].reverse()) {
    yield { name: `xl/worksheets/sheet${at + 1}.xml`, body: worksheet(sheet) }
  }
}

async function* once(text: string) {
  yield text
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types'
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const SHEET_ML = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const numbered = (count: number) => Array.from({ length: count }, (_, at) => at + 1)

function contentTypes(count: number): string {
  const part = (name: string, type: string) =>
    `<Override PartName="/xl/${name}" ContentType="${SHEET_ML}.${type}+xml"/>`
  return (
    `${HEAD}<Types xmlns="${TYPES}">`
    + '<Default Extension="rels" '
    + 'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    + part('workbook.xml', 'sheet.main')
    + part('styles.xml', 'styles')
    + numbered(count)
      .map((at) => part(`worksheets/sheet${at}.xml`, 'worksheet'))
      .join('')
    + '</Types>'
  )
}

const ROOT =
  `${HEAD}<Relationships xmlns="${RELATIONS}">`
  + `<Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/>`
  + '</Relationships>'

function workbook(sheets: readonly XlsxSheet[]): string {
  const listed = sheets.map(
    ({ name }, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="s${at + 1}"/>`,
  )
  return (
    `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">`
    + `<sheets>${listed.join('')}</sheets></workbook>`
  )
}

function relations(count: number): string {
  const sheets = numbered(count).map(
    (at) =>
      `<Relationship Id="s${at}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${at}.xml"/>`,
  )
  return (
    `${HEAD}<Relationships xmlns="${RELATIONS}">${sheets.join('')}`
    + `<Relationship Id="styles" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`
  )
}

/** The places of the formats in STYLES. */
const STYLE: Record<XlsxForm | 'header' | 'quoted', number> = {
  ...{ text: 0, header: 1, number: 2, percent: 3, moment: 4, day: 5, quoted: 6 },
}

const STYLES =
  `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="3">`
  + '<numFmt numFmtId="164" formatCode="0.0%"/>'
  + '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
  + '<numFmt numFmtId="166" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
  + '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
  + '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
  + '<fills count="2"><fill><patternFill patternType="none"/></fill>'
  + '<fill><patternFill patternType="gray125"/></fill></fills>'
  + '<borders count="1"><border/></borders>'
  + '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="7">'
  + '<xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
  + '<xf fontId="1" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
  + [0, 164, 165, 166]
    .map(
      (format) =>
        `<xf numFmtId="${format}" applyNumberFormat="1" applyAlignment="1">`
        + '<alignment vertical="top"/></xf>',
    )
    .join('')
  + '<xf quotePrefix="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
  + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
  + '</cellStyles></styleSheet>'

/** Rows are handed on in pieces of about this many characters. */
const PIECE_CHARS = 64_000

async function* worksheet({ columns, rows, name }: XlsxSheet): AsyncGenerator<string> {
  const widths = columns.map(
    ({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  )
  yield (
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">`
    + '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    + `</sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`
  )
  const letters = columns.map((_, at) => lettersOf(at))
  const titles = columns.map(({ title }, at) => textCell(`${letters[at]}1`, title, STYLE.header))
  let piece = `<row r="1">${titles.join('')}</row>`
  let at = 1
  for await (const row of rows) {
    if (++at > XLSX_ROWS_MAX) throw new Error(`The sheet ${name} grows too long.`)
    const cells = row.map((value, of) => cellOf(`${letters[of]}${at}`, value, columns[of]!.form))
    piece += `<row r="${at}">${cells.join('')}</row>`
    if (piece.length > PIECE_CHARS) {
      yield piece
      piece = ''
    }
  }
  yield `${piece}</sheetData></worksheet>`
}

function cellOf(place: string, value: XlsxValue, form: XlsxForm): string {
  if (value === null || value === '') return ''
  if (typeof value === 'number') return `<c r="${place}" s="${STYLE[form]}"><v>${value}</v></c>`
  return textCell(place, value, guard(value) === value ? STYLE.text : STYLE.quoted)
}

function textCell(place: string, text: string, style: number): string {
  const inside = escaped(cut(text))
  const words = `<is><t xml:space="preserve">${inside}</t></is>`
  return `<c r="${place}" s="${style}" t="inlineStr">${words}</c>`
}

function cut(text: string): string {
  return text.length <= CELL_CHARS_MAX ? text : `${text.slice(0, CELL_CHARS_MAX - 1)}…`
}

/** What looks like the escape of a character would be read as that character. */
const ESCAPE = /_(?=x[0-9A-Fa-f]{4}_)/g
/** What no XML may hold: control characters, halves of pairs, and two that are no characters. */
const FORBIDDEN = new RegExp(
  String.raw`[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]`
    + String.raw`|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]`,
  'g',
)
const NAMED: Record<string, string> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' },
}

function escaped(text: string): string {
  return text
    .replace(ESCAPE, '_x005F_')
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"\r]/g, (one) => NAMED[one]!)
}

/** A to Z, AA, AB … */
function lettersOf(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26))
  return at < 26 ? letter : lettersOf(Math.floor(at / 26) - 1) + letter
}
