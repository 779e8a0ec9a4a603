import type { Socket } from 'node:net'
import { complaint, int32, message, text, textsIn } from './messages.ts'
import type { Complaint, Message, MessageReader } from './messages.ts'
import { createScram } from './scram.ts'

/** Who may connect, and to what. */
export interface Account {
  database: string
  user: string
  password: string
}

/** Who has connected, with what it has asked for at once. */
export interface Visitor {
  user: string
  settings: Readonly<Record<string, string>>
}

export interface SignInMeans {
  account: Account
  /** Why nobody is let in now, if so. */
  closed(): Complaint | undefined
  /** Somebody wants the statement of that connection to end. */
  cancel(key: Buffer): void
}

interface Line {
  reader: MessageReader
  socket: Socket
}

const version = 196608
const asksForTls = 80877103
const asksForGss = 80877104
const cancels = 80877102

/** Lets somebody in, or says why not; undefined where the connection has nothing more to say. */
export async function signIn(line: Line, means: SignInMeans): Promise<Visitor | undefined> {
  const { reader, socket } = line
  for (;;) {
    const first = await reader.first()
    if (first === undefined) return undefined
    const code = first.readInt32BE(0)
    if (code === cancels) return void means.cancel(first.subarray(4))
    if (code === asksForTls || code === asksForGss) {
      // There is no TLS here.
      socket.write('N')
    } else if (code === version) {
      return greet(line, means, first.subarray(4))
    } else {
      const words = `unsupported frontend protocol ${code >> 16}.${code & 0xffff}`
      return refuse(socket, '0A000', words)
    }
  }
}

async function greet(line: Line, means: SignInMeans, asked: Buffer): Promise<Visitor | undefined> {
  const { user = '', database = user, options = '', ...others } = pairs(textsIn(asked))
  const closed = means.closed()
  if (closed !== undefined) return void line.socket.write(complaint(closed))
  const { account } = means
  const isPassword = await provesPassword(line, account.password)
  if (isPassword === undefined) return undefined
  if (!isPassword || user !== account.user) {
    return refuse(line.socket, '28P01', `password authentication failed for user "${user}"`)
  }
  if (database !== account.database) {
    return refuse(line.socket, '3D000', `database "${database}" does not exist`)
  }
  return { user, settings: { ...others, ...optionsIn(options) } }
}

async function provesPassword({ reader, socket }: Line, password: string) {
  const scram = createScram(password)
  socket.write(message('R', int32(10), text('SCRAM-SHA-256'), Buffer.from([0])))
  const first = await reader.next()
  const offer = first && scram.first(wordsOf(first))
  if (offer === undefined) return first && false
  socket.write(message('R', int32(11), Buffer.from(offer)))
  const last = await reader.next()
  const proof = last && scram.last(last.body.toString('utf8'))
  if (proof === undefined) return last && false
  socket.write(Buffer.concat([message('R', int32(12), Buffer.from(proof)), message('R', int32(0))]))
  return true
}

/** The first answer names the mechanism, and how long what it says is. */
function wordsOf({ body }: Message): string {
  return body.toString('utf8', body.indexOf(0) + 5)
}

function refuse(socket: Socket, code: string, words: string): undefined {
  socket.write(complaint({ severity: 'FATAL', code, words }))
}

function pairs(texts: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {}
  for (let at = 0; at + 1 < texts.length && texts[at] !== ''; at += 2) {
    found[texts[at] as string] = texts[at + 1] as string
  }
  return found
}

/** What libpq passes on as options of a command: `-c name=value`, or `--name=value`. */
function optionsIn(options: string): Record<string, string> {
  const found = options.matchAll(/(?:-c\s*|--)([\w.]+)=((?:\\.|[^\s\\])*)/g)
  return Object.fromEntries(
    [...found].map(([, name = '', value = '']) => [name, value.replace(/\\(.)/g, '$1')]),
  )
}
