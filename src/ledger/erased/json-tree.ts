/** A value of a JSON document and where it stands in the text. */
export interface JsonNode {
  kind: 'object' | 'array' | 'string' | 'number' | 'word'
  start: number
  /** Behind its last character. */
  end: number
  /** From the root: field names, and * for any place in a list. */
  path: string
  /** Of a string, what it says; of a number or a word, how it is written. */
  value: string
  /** Of an object, the values of its fields; of an array, its elements. */
  children: JsonNode[]
  /** Names of an object's fields, as strings of the document. */
  names: JsonNode[]
}

/** What is nested deeper is no page of a vendor. */
const DEPTH_MAX = 100

/**
 * Reads a JSON document with the place of every value, so that one can be changed and all others
 * stay to the byte as they are: numbers too long for a computer, spaces, doubled fields. Null where
 * it is no JSON.
 */
export function jsonTree(text: string): JsonNode | null {
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  return new Reader(text).document()
}

/** The document with other text in the place of some values. Pure. */
export function rendered(
  text: string,
  node: JsonNode,
  instead: ReadonlyMap<JsonNode, string>,
): string {
  const own = instead.get(node)
  if (own !== undefined) return own
  const parts = [...node.children, ...node.names].sort((a, b) => a.start - b.start)
  let out = ''
  let at = node.start
  for (const part of parts) {
    out += text.slice(at, part.start) + rendered(text, part, instead)
    at = part.end
  }
  return out + text.slice(at, node.end)
}

/** The text is known to be JSON: nothing is checked twice. */
class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): JsonNode | null {
    return this.#value('', 0)
  }

  #value(path: string, depth: number): JsonNode | null {
    if (depth > DEPTH_MAX) return null
    this.#skip()
    switch (this.#text[this.#at]) {
      case '{':
        return this.#list('object', path, depth)
      case '[':
        return this.#list('array', path, depth)
      case '"':
        return this.#string(path)
      default:
        return this.#plain(path)
    }
  }

  #list(kind: 'object' | 'array', path: string, depth: number): JsonNode | null {
    const node = leaf(kind, this.#at++, path)
    const close = kind === 'object' ? '}' : ']'
    for (this.#skip(); this.#text[this.#at] !== close; this.#skip()) {
      if (this.#text[this.#at] === ',') {
        this.#at += 1
        continue
      }
      let below = `${path}.*`
      if (kind === 'object') {
        const name = this.#string(path)
        node.names.push(name)
        below = `${path}.${name.value}`
        this.#skip()
        this.#at += 1
      }
      const child = this.#value(below, depth + 1)
      if (child === null) return null
      node.children.push(child)
    }
    node.end = ++this.#at
    return node
  }

  #string(path: string): JsonNode {
    const node = leaf('string', this.#at, path)
    let at = this.#at + 1
    for (; this.#text[at] !== '"'; at++) if (this.#text[at] === '\\') at += 1
    this.#at = node.end = at + 1
    node.value = JSON.parse(this.#text.slice(node.start, node.end)) as string
    return node
  }

  #plain(path: string): JsonNode {
    const start = this.#at
    while (this.#at < this.#text.length && !/[\s,\]}]/.test(this.#text[this.#at]!)) this.#at += 1
    const value = this.#text.slice(start, this.#at)
    const node = leaf(/^[-\d]/.test(value) ? 'number' : 'word', start, path)
    return { ...node, end: this.#at, value }
  }

  #skip(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1
  }
}

function leaf(kind: JsonNode['kind'], start: number, path: string): JsonNode {
  return { kind, start, end: start, path, value: '', children: [], names: [] }
}
