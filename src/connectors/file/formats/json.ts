import { FileFault, jsonRow, ROW_CHARS_MAX, type FileRow, type RowReader } from '../../sdk/index.ts'

/** Arrays and objects within each other; more is no table. */
const DEPTH_MAX = 100

/**
 * Rows of JSON, whatever its size: the elements of the array at a path ("data.items"); without a
 * path those of the array that is the document, or the document itself where it is one object.
 */
export function jsonRows(path: string): RowReader {
  const scan = new Scan(path === '' ? [] : path.split('.'))
  return {
    push: (text) => scan.push(text),
    end: () => scan.end(),
  }
}

interface Container {
  isArray: boolean
  /** The key whose value is being read; of an object. */
  key: string
}

class Scan {
  readonly #path: readonly string[]
  readonly #stack: Container[] = []
  #line = 1
  /** The string under way outside a row; null: none is. */
  #string: string | null = null
  #isInString = false
  #isEscaped = false
  #isKeyNext = false
  /** The row under way: its text so far, the depth it ends at, the line it began on. */
  #row: { parts: string[]; chars: number; depth: number; line: number; isPlain: boolean } | null =
    null
  #hasBegun = false
  #hasFound = false

  constructor(path: readonly string[]) {
    this.#path = path
  }

  push(text: string): FileRow[] {
    const rows: FileRow[] = []
    let from = 0
    for (let at = 0; at < text.length; at++) {
      const character = text[at]!
      if (this.#row === null && !this.#isInString && this.#beginsRow(character)) {
        this.#begin(character)
        from = at
      }
      const isOver = this.#step(character)
      if (character === '\n') this.#line += 1
      if (!isOver) continue
      // A plain value ends before the comma or bracket behind it.
      const end = this.#row!.isPlain ? at : at + 1
      rows.push(this.#finish(text.slice(from, end)))
    }
    if (this.#row !== null) this.#keep(text.slice(from))
    return rows
  }

  end(): FileRow[] {
    if (this.#stack.length > 0 || this.#row !== null || this.#isInString) {
      throw new FileFault(`The JSON breaks off at line ${this.#line}.`)
    }
    if (!this.#hasBegun) throw new FileFault('There is no JSON.')
    if (!this.#hasFound) throw new FileFault(`There is no array at ${this.#path.join('.')}.`)
    return []
  }

  #beginsRow(character: string): boolean {
    if (/[\s,:\]}]/.test(character)) return false
    const depth = this.#stack.length
    if (depth === 0) {
      if (character !== '{' && character !== '[') {
        throw new FileFault(`Line ${this.#line} is no JSON of rows.`)
      }
      this.#hasBegun = true
      return character === '{' && this.#path.length === 0
    }
    return this.#isAtRows()
  }

  #begin(character: string): void {
    this.#hasFound = true
    const isPlain = character !== '{' && character !== '['
    this.#row = { parts: [], chars: 0, depth: this.#stack.length, line: this.#line, isPlain }
  }

  /** Whether what begins here is an element of the array that holds the rows. */
  #isAtRows(): boolean {
    const { length } = this.#path
    if (this.#stack.length !== length + 1 || !this.#stack[length]!.isArray) return false
    return this.#path.every((key, place) => {
      const { isArray, key: at } = this.#stack[place]!
      return !isArray && at === key
    })
  }

  /** Takes one character; answers whether the row under way ends with it. */
  #step(character: string): boolean {
    if (this.#isInString) return this.#inString(character)
    const top = this.#stack.at(-1)
    switch (character) {
      case '"':
        this.#isInString = true
        this.#string = this.#row === null && this.#isKeyNext ? '' : null
        return false
      case ':':
        this.#isKeyNext = false
        return false
      case ',':
        this.#isKeyNext = top !== undefined && !top.isArray
        return this.#endsPlain()
      case '{':
      case '[':
        this.#open(character === '[')
        return false
      case '}':
      case ']':
        return this.#close(character === ']')
      default:
        return false
    }
  }

  #inString(character: string): boolean {
    if (this.#isEscaped) this.#isEscaped = false
    else if (character === '\\') this.#isEscaped = true
    else if (character === '"') {
      this.#isInString = false
      const top = this.#stack.at(-1)
      if (this.#string !== null && top !== undefined) top.key = keyOf(this.#string)
      this.#string = null
      return false
    }
    if (this.#string !== null && this.#string.length < ROW_CHARS_MAX) this.#string += character
    return false
  }

  #open(isArray: boolean): void {
    if (this.#stack.length === DEPTH_MAX) throw new FileFault('The JSON is nested too deeply.')
    this.#stack.push({ isArray, key: '' })
    this.#isKeyNext = !isArray
    if (isArray && this.#row === null && this.#isAtRows()) this.#hasFound = true
  }

  #close(isArray: boolean): boolean {
    const endsPlain = this.#endsPlain()
    const top = this.#stack.pop()
    if (top === undefined || top.isArray !== isArray) {
      throw new FileFault(`A bracket at line ${this.#line} closes nothing.`)
    }
    this.#isKeyNext = false
    return endsPlain || (this.#row !== null && this.#row.depth === this.#stack.length)
  }

  #endsPlain(): boolean {
    return this.#row !== null && this.#row.isPlain && this.#row.depth === this.#stack.length
  }

  #keep(text: string): void {
    this.#row!.chars += text.length
    if (this.#row!.chars > ROW_CHARS_MAX) {
      throw new FileFault(`The row that begins at line ${this.#row!.line} has no end.`)
    }
    this.#row!.parts.push(text)
  }

  #finish(text: string): FileRow {
    this.#keep(text)
    const { parts, line } = this.#row!
    this.#row = null
    return jsonRow(line, parts.join(''))
  }
}

function keyOf(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return raw
  }
}
