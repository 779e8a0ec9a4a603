/** A message as it came: its letter, what is in it, and all its bytes. */
export interface Message {
  type: string
  body: Buffer
  whole: Buffer
}

/** What is said when something cannot be done. */
export interface Complaint {
  severity: 'ERROR' | 'FATAL'
  /** Five characters, as SQL and PostgreSQL have them. */
  code: string
  words: string
}

/** A message of these parts. */
export function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type, 'latin1'), int32(body.length + 4), body])
}

/** A text that ends with a zero, as all names are written. */
export function text(value: string): Buffer {
  return Buffer.from(`${value}\0`)
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

export function complaint({ severity, code, words }: Complaint): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${words}`]
  return message('E', ...fields.map(text), Buffer.from([0]))
}

/** `I` outside of a transaction, `T` inside, `E` inside one that has failed. */
export function ready(status: string): Buffer {
  return message('Z', Buffer.from(status, 'latin1'))
}

/** A plain query. */
export function query(sql: string): Buffer {
  return message('Q', text(sql))
}

/** The texts that end with a zero, one after another. */
export function textsIn(body: Buffer): readonly string[] {
  return body.toString('utf8').split('\0')
}

/** An answer taken apart into its messages. */
export function messagesIn(bytes: Buffer): readonly Message[] {
  const found: Message[] = []
  for (let at = 0; at + 5 <= bytes.length;) {
    const end = at + 1 + bytes.readInt32BE(at + 1)
    found.push(messageOf(bytes.subarray(at, end)))
    at = end
  }
  return found
}

export interface MessageReader {
  /** The first of a connection has no letter; undefined where the connection has ended. */
  first(): Promise<Buffer | undefined>
  next(): Promise<Message | undefined>
}

/** More than any simulated database takes, so that nobody fills the memory. */
const longest = 16 * 1024 * 1024

/** Reads messages of whatever pieces they come in. */
export function createReader(pieces: AsyncIterable<Buffer>): MessageReader {
  const source = pieces[Symbol.asyncIterator]()
  let held = Buffer.alloc(0)
  const take = async (count: number): Promise<Buffer | undefined> => {
    while (held.length < count) {
      const { done, value } = await source.next()
      if (done === true) return undefined
      held = Buffer.concat([held, value])
    }
    const taken = held.subarray(0, count)
    held = held.subarray(count)
    return taken
  }
  const bodyAfter = async (length: Buffer): Promise<Buffer | undefined> => {
    const size = length.readInt32BE(length.length - 4) - 4
    if (size < 0 || size > longest) throw new Error(`a message of ${size} bytes`)
    return take(size)
  }
  return {
    first: async () => {
      const length = await take(4)
      return length && bodyAfter(length)
    },
    next: async () => {
      const head = await take(5)
      const body = head && (await bodyAfter(head))
      return head && body && messageOf(Buffer.concat([head, body]))
    },
  }
}

function messageOf(whole: Buffer): Message {
  return { type: whole.toString('latin1', 0, 1), body: whole.subarray(5), whole }
}
