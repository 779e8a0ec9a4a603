import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Engine, Session } from './engine.ts'
import type { Holds } from './holds.ts'
import { complaint, createReader, int32, message, messagesIn } from './messages.ts'
import { ready, text, textsIn, type Complaint, type Message } from './messages.ts'
import { signIn, type SignInMeans } from './sign-in.ts'

export interface ConnectionMeans extends SignInMeans {
  engine: Engine
  holds: Holds
  /** Notes a statement. */
  heard(sql: string): void
  /** A connection is open, and its statements can be broken off with that key. */
  opened(key: Buffer, breakOff: () => void): void
}

let opened = 0

/** Serves one connection to its end. */
export async function serve(socket: Socket, means: ConnectionMeans): Promise<void> {
  const reader = createReader(socket as AsyncIterable<Buffer>)
  const visitor = await signIn({ reader, socket }, means)
  if (visitor === undefined) return void socket.end()
  const session: Session = { ...visitor, mark: `c${(opened += 1)}_` }
  const talk = createTalk(socket, session, means)
  try {
    if (!(await welcome(socket, session, means))) return void socket.end()
    means.opened(talk.key, talk.breakOff)
    socket.write(Buffer.concat([message('K', talk.key), ready('I')]))
    await talk.listen(reader.next)
  } finally {
    await means.engine.leave(session)
  }
}

const told = ['server_version', 'server_encoding', 'client_encoding', 'TimeZone', 'DateStyle']
const others = { integer_datetimes: 'on', standard_conforming_strings: 'on', is_superuser: 'off' }

/** Says what there is to know, unless something was asked for that cannot be. */
async function welcome(socket: Socket, session: Session, { engine }: ConnectionMeans) {
  const names = told.map((name) => `current_setting('${name}')`).join(', chr(10), ')
  try {
    const answer = await engine.ask(session, message('Q', text(`select concat(${names})`)))
    const row = messagesIn(answer).find(({ type }) => type === 'D')
    const values = row?.body.toString('utf8', 6).split('\n') ?? []
    const known = told.map((name, at) => [name, values[at] ?? ''])
    const all = [...known, ...Object.entries(others), ['session_authorization', session.user]]
    for (const [name = '', value = ''] of all) socket.write(message('S', text(name), text(value)))
    return true
  } catch (error) {
    const { code = 'XX000', message: words } = error as Error & { code?: string }
    socket.write(complaint({ severity: 'FATAL', code, words }))
    return false
  }
}

function createTalk(socket: Socket, session: Session, means: ConnectionMeans) {
  const { engine, holds, heard } = means
  const key = Buffer.concat([int32(opened), randomBytes(4)])
  let running = new AbortController()
  /** After a failure nothing is heard until what belongs together is over. */
  let isDeaf = false
  socket.once('close', () => running.abort())

  const failed = async (why: Complaint, last: string): Promise<Buffer> => {
    const answer = await engine.fail(session, why)
    if (last === 'Q' || last === 'S') return answer
    isDeaf = true
    return Buffer.concat(
      messagesIn(answer).flatMap(({ type, whole }) => (type === 'Z' ? [] : [whole])),
    )
  }
  const answerTo = async (batch: readonly Message[]): Promise<Buffer> => {
    const last = batch.at(-1)?.type ?? ''
    if (isDeaf && last !== 'S') return Buffer.alloc(0)
    if (isDeaf) return engine.ask(session, message('S')).finally(() => (isDeaf = false))
    for (const sql of batch.flatMap(statementIn)) {
      heard(sql)
      if (!holds.reaches(sql)) continue
      running = new AbortController()
      const why = await holds.wait(await engine.patience(session), running.signal)
      if (why !== undefined) return failed(why, last)
    }
    const bytes = Buffer.concat(batch.map((one) => marked(one, session.mark)))
    return engine.ask(session, bytes)
  }
  return {
    key,
    breakOff: () => running.abort(),
    async listen(next: () => Promise<Message | undefined>): Promise<void> {
      let batch: Message[] = []
      for (;;) {
        const one = await next()
        if (one === undefined || one.type === 'X') return
        batch.push(one)
        if (!endsBatch.includes(one.type)) continue
        socket.write(await answerTo(batch))
        batch = []
      }
    },
  }
}

/** A query, and what ends a row of messages or wants an answer to those so far. */
const endsBatch = ['Q', 'S', 'H', 'F']

function statementIn({ type, body }: Message): readonly string[] {
  if (type === 'Q') return textsIn(body).slice(0, 1)
  return type === 'P' ? textsIn(body).slice(1, 2) : []
}

/** Prepared statements of all connections are in one engine: each has names of its own. */
function marked(one: Message, mark: string): Buffer {
  const { type, body, whole } = one
  const isNamed = (type === 'D' || type === 'C') && body.toString('latin1', 0, 1) === 'S'
  const start = type === 'P' ? 0 : type === 'B' ? body.indexOf(0) + 1 : isNamed ? 1 : undefined
  if (start === undefined || body[start] === 0) return whole
  return message(type, body.subarray(0, start), Buffer.from(mark), body.subarray(start))
}
