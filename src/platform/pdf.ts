import { createRequire } from 'node:module'
import { setImmediate } from 'node:timers/promises'

export interface PdfColumn {
  title: string
  /** Set right, as figures are. */
  isFigure: boolean
}

/** A table as it is printed: what stands above it, and its rows as texts. */
export interface PdfTable {
  title: string
  /** Label and words, a line each or more. */
  about: readonly (readonly [label: string, words: string])[]
  columns: readonly PdfColumn[]
  rows: readonly (readonly string[])[]
  madeAt: Date
}

type Document = PDFKit.PDFDocument
type Face = 'plain' | 'bold'

const SIZE = 8
const TITLE_SIZE = 14
const LINE = 11
const MARGIN = 36
const GAP = 8
/** A cell is so many lines at most, and says with … that there is more. */
const LINES_MAX = 6
const ABOUT_LINES_MAX = 12
/** Characters of a cell that are looked at: more would not fit in its lines. */
const CHARS_MAX = 2_000
const LABEL_WIDTH = 90
const WIDTH_MIN = 44
const WIDTH_MAX = 240
/** A column of long texts that has this much is read well: a larger sheet is not taken for it. */
const WIDTH_ENOUGH = 130
/** A4, A3 and A2, landscape, in points: the first that gives every column its room. */
const PAPERS = [
  [842, 595],
  [1191, 842],
  [1684, 1191],
] as const

/**
 * The table as a PDF, as many pages as it takes, its head on each. The whole is held while it is
 * made, page numbers being told with their sum: give it a bounded number of rows. Between pages
 * others have their turn. The typeface (DejaVu) has Latin, Greek, Cyrillic, Hebrew and Arabic
 * letters; what it lacks is shown as a box.
 */
export async function* pdfOf(table: PdfTable): AsyncGenerator<Uint8Array> {
  const { default: PDFDocument } = await import('pdfkit')
  const require = createRequire(import.meta.url)
  const { title: Title, madeAt: CreationDate } = table
  const document = new PDFDocument({
    ...{ autoFirstPage: false, bufferPages: true, margin: 0, lang: 'en' },
    info: { Title, CreationDate, Producer: 'Homing', Creator: 'Homing' },
  })
  document.registerFont('plain', require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'))
  document.registerFont('bold', require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'))
  const setter = new Setter(document)
  const widths = widthsOf(table, setter)
  const taken = sum(widths.map((one) => Math.min(one, WIDTH_ENOUGH))) + GAP * (widths.length - 1)
  const paper = PAPERS.find(([width]) => taken <= width - 2 * MARGIN) ?? PAPERS.at(-1)!
  await drawn(table, fitted(widths, paper[0] - 2 * MARGIN), { setter, paper })
  document.end()
  yield* document as AsyncIterable<Uint8Array>
}

interface Place {
  setter: Setter
  paper: readonly [width: number, height: number]
}

async function drawn(table: PdfTable, widths: number[], { setter, paper }: Place) {
  const bottom = paper[1] - MARGIN - LINE
  let y = setter.begin(paper)
  y = drawAbout(table, setter, paper[0] - 2 * MARGIN)
  const titles = table.columns.map(({ title }) => title)
  y = setter.row(titles, { ...table, widths, y, face: 'bold' })
  for (const row of table.rows) {
    if (y + setter.heightOf(row, widths) > bottom) {
      await setImmediate()
      y = setter.row(titles, { ...table, widths, y: setter.begin(paper), face: 'bold' })
    }
    y = setter.row(row, { ...table, widths, y, face: 'plain' })
  }
  setter.number(table.title, paper)
}

function drawAbout({ title, about }: PdfTable, setter: Setter, width: number): number {
  let y = MARGIN
  for (const line of setter.lines(title, width * (SIZE / TITLE_SIZE), 'bold', 2)) {
    setter.title(line, y)
    y += 20
  }
  for (const [label, words] of about) {
    setter.text(label, MARGIN, y, 'bold')
    for (const line of setter.lines(words, width - LABEL_WIDTH, 'plain', ABOUT_LINES_MAX)) {
      setter.text(line, MARGIN + LABEL_WIDTH, y, 'plain')
      y += LINE
    }
  }
  return y + LINE
}

interface RowPlace {
  columns: readonly PdfColumn[]
  widths: readonly number[]
  y: number
  face: Face
}

/** Sets texts in lines of its own: the widths of letters are looked up once each. */
class Setter {
  readonly document: Document
  readonly #widths = { plain: new Map<string, number>(), bold: new Map<string, number>() }

  constructor(document: Document) {
    this.document = document
  }

  /** Another page; where its first line stands. */
  begin(paper: readonly [number, number]): number {
    this.document.addPage({ size: [paper[0], paper[1]], margin: 0 })
    return MARGIN
  }

  text(text: string, x: number, y: number, face: Face): void {
    this.document.font(face).fontSize(SIZE).text(text, x, y, { lineBreak: false })
  }

  title(text: string, y: number): void {
    this.document.font('bold').fontSize(TITLE_SIZE).text(text, MARGIN, y, { lineBreak: false })
  }

  /** Answers where the next row stands. */
  row(cells: readonly string[], { columns, widths, y, face }: RowPlace): number {
    let x = MARGIN
    for (const [at, cell] of cells.entries()) {
      const width = widths[at]!
      for (const [line, words] of this.lines(cell, width, face, LINES_MAX).entries()) {
        const indent = columns[at]!.isFigure ? Math.max(0, width - this.width(words, face)) : 0
        this.text(words, x + indent, y + line * LINE, face)
      }
      x += width + GAP
    }
    const under = y + this.heightOf(cells, widths, face) - 3
    const isHead = face === 'bold'
    this.document
      .moveTo(MARGIN, under)
      .lineTo(x - GAP, under)
      .lineWidth(isHead ? 0.8 : 0.3)
      .strokeColor(isHead ? '#444444' : '#cccccc')
      .stroke()
    return under + 3
  }

  heightOf(cells: readonly string[], widths: readonly number[], face: Face = 'plain'): number {
    const lines = cells.map((cell, at) => this.lines(cell, widths[at]!, face, LINES_MAX).length)
    return Math.max(1, ...lines) * LINE + 4
  }

  /** Which page of how many, on each. */
  number(title: string, [width, height]: readonly [number, number]): void {
    const { count } = this.document.bufferedPageRange()
    for (let page = 0; page < count; page++) {
      this.document.switchToPage(page)
      const words = `${page + 1} of ${count}`
      const y = height - MARGIN
      this.text(this.lines(title, width / 2, 'plain', 1)[0] ?? '', MARGIN, y, 'plain')
      this.text(words, width - MARGIN - this.width(words, 'plain'), y, 'plain')
    }
  }

  /** The lines of a text in a width, broken at spaces, or within a word that is too long. */
  lines(text: string, width: number, face: Face, most: number): string[] {
    const lines: string[] = []
    for (const paragraph of text.slice(0, CHARS_MAX).split(/\r\n|\r|\n/)) {
      let line = ''
      for (const word of paragraph.split(/(?<= )/)) {
        for (const piece of this.#pieces(word, width, face)) {
          if (line !== '' && this.width((line + piece).trimEnd(), face) > width) {
            lines.push(line.trimEnd())
            line = ''
          }
          line += piece
        }
      }
      lines.push(line.trimEnd())
      if (lines.length > most) break
    }
    if (lines.length <= most) return lines
    let last = lines[most - 1]!
    while (last !== '' && this.width(`${last}…`, face) > width) last = last.slice(0, -1)
    return [...lines.slice(0, most - 1), `${last}…`]
  }

  #pieces(word: string, width: number, face: Face): string[] {
    if (this.width(word.trimEnd(), face) <= width) return [word]
    const pieces: string[] = []
    let piece = ''
    for (const letter of word) {
      if (piece !== '' && this.width(piece + letter, face) > width) {
        pieces.push(piece)
        piece = ''
      }
      piece += letter
    }
    return [...pieces, piece]
  }

  /** By the size of the table's text. */
  width(text: string, face: Face): number {
    const known = this.#widths[face]
    let width = 0
    for (const letter of text) {
      let one = known.get(letter)
      if (one === undefined) {
        one = this.document.font(face).fontSize(SIZE).widthOfString(letter)
        known.set(letter, one)
      }
      width += one
    }
    return width
  }
}

/** The room each column likes, by its title and its first rows. */
function widthsOf({ columns, rows }: PdfTable, setter: Setter): number[] {
  return columns.map(({ title }, at) => {
    const cells = rows.slice(0, 200).map((row) => setter.width(row[at]!.slice(0, 80), 'plain'))
    const liked = Math.max(setter.width(title, 'bold'), ...cells)
    return Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, Math.ceil(liked) + 1))
  })
}

/** Widths for a page: the widest give way first, until all fit; then all to the same part. */
function fitted(widths: readonly number[], room: number): number[] {
  const free = room - GAP * (widths.length - 1)
  let most = Math.max(...widths)
  while (most > WIDTH_MIN && sum(widths.map((one) => Math.min(one, most))) > free) most--
  const capped = widths.map((one) => Math.min(one, most))
  const part = Math.min(1, free / sum(capped))
  return capped.map((one) => one * part)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((whole, one) => whole + one, 0)
}
