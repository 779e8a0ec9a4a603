/** JSON from outside, with the caps and the strictness JSON.parse does not have. */

const JSON_BYTES_MAX = 8 * 1024 * 1024
const JSON_DEPTH_MAX = 64

/**
 * What is wrong with a text that should be JSON, as a sentence about “it”; the text is not quoted.
 */
export class BadJson extends Error {
  constructor(sentence: string, options: { cause?: unknown } = {}) {
    super(sentence, options)
    this.name = 'BadJson'
  }
}

/**
 * Parses UTF-8 bytes. Throws BadJson for what is no JSON, and for what two readers could understand
 * differently or what is made to hurt: bytes that are no UTF-8, a byte order mark, a key twice in
 * one object, numbers beyond all bounds, nesting deeper than 64, more than bytesMax.
 */
export function parseJson(bytes: Uint8Array, bytesMax = JSON_BYTES_MAX): unknown {
  if (bytes.byteLength > bytesMax) throw new BadJson(`It is longer than ${bytesMax} bytes.`)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new BadJson('It is not UTF-8 text.', { cause })
  }
  inspect(text)
  try {
    return JSON.parse(text)
  } catch {
    // The engine's own message quotes the text, which may hold addresses: it is not kept.
    throw new BadJson('It is not JSON, or it was cut off.')
  }
}

const NUMBER = /-?[0-9][0-9.eE+-]*/y

/** One pass over the text; it trusts JSON.parse to find every other mistake. */
function inspect(text: string): void {
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === OBJECT_OPEN || char === ARRAY_OPEN) {
      if (open.length === JSON_DEPTH_MAX)
        throw new BadJson(`It is nested deeper than ${JSON_DEPTH_MAX}.`)
      open.push(char === OBJECT_OPEN ? new Set() : null)
    } else if (char === OBJECT_CLOSE || char === ARRAY_CLOSE) {
      open.pop()
    } else if (char === QUOTE) {
      const end = endOfString(text, at + 1)
      if (end < 0) throw new BadJson('It is not JSON, or it was cut off.')
      const keys = open.at(-1)
      if (keys && isFollowedByColon(text, end + 1)) addKey(keys, text.slice(at, end + 1))
      at = end
    } else if (char === MINUS || (char >= ZERO && char <= NINE)) {
      NUMBER.lastIndex = at
      const digits = NUMBER.exec(text)?.[0] ?? ''
      if (digits.length > 300 || /e/i.test(digits)) refuseUnboundedNumber(digits)
      at += Math.max(digits.length - 1, 0)
    }
  }
}

function refuseUnboundedNumber(digits: string): void {
  if (Math.abs(Number(digits)) === Infinity) {
    throw new BadJson('It holds a number without bound.')
  }
}

function addKey(keys: Set<string>, quoted: string): void {
  let key = quoted
  if (quoted.includes('\\')) {
    try {
      key = JSON.stringify(JSON.parse(quoted))
    } catch {
      throw new BadJson('It is not JSON, or it was cut off.')
    }
  }
  if (keys.has(key)) throw new BadJson('It says the same key twice in one object.')
  keys.add(key)
}

function endOfString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let before = quote - 1
    while (text.charCodeAt(before) === BACKSLASH) before--
    if ((quote - 1 - before) % 2 === 0) return quote
  }
  return -1
}

function isFollowedByColon(text: string, from: number): boolean {
  let at = from
  while (SPACES.includes(text.charCodeAt(at))) at++
  return text.charCodeAt(at) === COLON
}

const [QUOTE, BACKSLASH, COLON, MINUS, ZERO, NINE] = [34, 92, 58, 45, 48, 57]
const [OBJECT_OPEN, OBJECT_CLOSE, ARRAY_OPEN, ARRAY_CLOSE] = [123, 125, 91, 93]
const SPACES = [32, 9, 10, 13]
