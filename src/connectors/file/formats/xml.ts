import sax from 'sax'
import type { JsonObject } from '../../sdk/index.ts'
import { FileFault, ROW_CHARS_MAX, type FileRow, type RowReader } from '../../sdk/index.ts'

/** Elements within each other; more is no table. */
const DEPTH_MAX = 100

/**
 * Rows of XML: every element of a name; without one the children of the document's element. An
 * element of text alone is its text, an attribute stands under "@name", what is repeated is an
 * array. Entities of a document type are not expanded.
 */
export function xmlRows(element: string): RowReader {
  const parser = sax.parser(true, { position: true })
  const build = new Building(element)
  let rows: FileRow[] = []
  parser.onopentag = ({ name, attributes }) => {
    build.open(name, attributes as Record<string, string>, parser.line + 1)
  }
  parser.ontext = (text) => build.text(text)
  parser.oncdata = (text) => build.text(text)
  parser.onclosetag = () => {
    const row = build.close()
    if (row !== null) rows.push(row)
  }
  parser.onerror = (error) => {
    const [sentence = ''] = error.message.split('\n')
    throw new FileFault(`The XML is wrong at line ${parser.line + 1}: ${sentence}`)
  }
  const taken = () => {
    const taken = rows
    rows = []
    return taken
  }
  return {
    push(text) {
      parser.write(text)
      return taken()
    },
    end() {
      parser.close()
      return taken()
    },
  }
}

interface Open {
  name: string
  record: JsonObject
  text: string
}

class Building {
  readonly #element: string
  #depth = 0
  #chars = 0
  #line = 0
  /** The row under way and the elements open in it; empty: none is. */
  #open: Open[] = []

  constructor(element: string) {
    this.#element = element
  }

  open(name: string, attributes: Record<string, string>, line: number): void {
    this.#depth += 1
    if (this.#depth > DEPTH_MAX) throw new FileFault('The XML is nested too deeply.')
    const isRow = this.#element === '' ? this.#depth === 2 : name === this.#element
    if (this.#open.length === 0) {
      if (!isRow) return
      this.#line = line
      this.#chars = 0
    }
    const told = Object.entries(attributes).map(([key, value]) => [`@${key}`, value])
    this.#open.push({ name, record: Object.fromEntries(told) as JsonObject, text: '' })
  }

  text(text: string): void {
    const top = this.#open.at(-1)
    if (top === undefined) return
    this.#chars += text.length
    if (this.#chars > ROW_CHARS_MAX) {
      throw new FileFault(`The row that begins at line ${this.#line} has no end.`)
    }
    top.text += text
  }

  close(): FileRow | null {
    this.#depth -= 1
    const closed = this.#open.pop()
    if (closed === undefined) return null
    const above = this.#open.at(-1)
    if (above === undefined) return { line: this.#line, record: withText(closed) }
    const isText = Object.keys(closed.record).length === 0
    put(above.record, closed.name, isText ? closed.text : withText(closed))
    return null
  }
}

function withText({ record, text }: Open): JsonObject {
  const trimmed = text.trim()
  return trimmed === '' ? record : { ...record, '#text': trimmed }
}

function put(record: JsonObject, name: string, value: unknown): void {
  const held = record[name]
  if (held === undefined) record[name] = value
  else record[name] = Array.isArray(held) ? [...(held as unknown[]), value] : [held, value]
}
