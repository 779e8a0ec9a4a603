import type { Socket } from 'node:net'
import type { Session } from '../../database/wire/engine.ts'
import type { ShapeOf } from '../run/ask.ts'
import { Attention, type Means } from '../run/attempts.ts'
import { createSession, type SqlSession } from '../run/session.ts'
import { SqlError } from '../sql/errors.ts'
import { createAnswer, type AnswerStream, type Transaction } from './answer.ts'
import { createCalls, type Calls } from './calls.ts'
import { messageTypes, packetsOf, type Message } from './packets.ts'
import { readBatchText, readCall, readTransaction } from './requests.ts'
import { complaintToken, doneToken, resetToken, returnStatus, returnValue } from './tokens.ts'
import type { Complaint } from './tokens.ts'

export interface ConnectionMeans extends Means {
  shapeOf: ShapeOf
  /** Notes a statement. */
  heard(sql: string): void
  /** What becomes of the next answer, if it is not sent as it is. */
  lose(sql: string): 'before' | 'after' | undefined
}

export interface Visitor {
  session: Session
  packetSize: number
  process: number
  /** Sends, encrypted or not. */
  write(bytes: Buffer): void
}

/** What is done with the messages of somebody who has signed in. */
export interface Connection {
  hear(message: Message): void
  /** The connection has ended: nothing of it stays. */
  end(): Promise<void>
  /** What it says last. */
  farewell(complaint: Complaint): void
}

export function createConnection(
  socket: Socket,
  visitor: Visitor,
  means: ConnectionMeans,
): Connection {
  const own = visitor.session
  const session = createSession(means, own)
  const calls = createCalls(session)
  const transaction: Transaction = { descriptor: 0n }
  let running: AbortController | undefined
  let isWanted = true
  let line = Promise.resolve()
  const send = (body: Buffer) => {
    if (!socket.destroyed) visitor.write(packetsOf(body, visitor))
  }

  const serve = async (message: Message): Promise<void> => {
    if (message.isIgnored) return send(doneToken({ failed: true }))
    const text = textOf(message)
    if (text !== '') means.heard(text)
    const lost = means.lose(text)
    if (lost === 'before') return void socket.resetAndDestroy()
    running = new AbortController()
    isWanted = true
    const inCall = message.type === messageTypes.rpc
    const answer = createAnswer(means.shapeOf, transaction, inCall)
    const body = await answerTo(message, { session, calls, answer, over: running.signal })
    const isBrokenOff = running.signal.aborted
    running = undefined
    if (lost === 'after') return void socket.resetAndDestroy()
    if (isWanted) send(body)
    // What was said so far is a message, and that it was broken off is another.
    if (isBrokenOff && isWanted) send(doneToken({ attention: true }))
  }
  return {
    hear: (message) => {
      if (message.type === messageTypes.attention) {
        if (running === undefined) send(doneToken({ attention: true }))
        else running.abort()
        return
      }
      line = line
        .then(() => serve(message))
        .catch((error: unknown) => {
          if (!socket.destroyed) console.error('sandbox:', error)
          socket.destroy()
        })
    },
    end: async () => {
      isWanted = false
      running?.abort()
      await line
      await means.engine.leave(own)
    },
    farewell: (complaint) => {
      send(Buffer.concat([complaintToken(complaint), doneToken({ failed: true })]))
      socket.end()
    },
  }
}

interface Performing {
  session: SqlSession
  calls: Calls
  answer: AnswerStream
  over: AbortSignal
}

/** The answer to a message, whether it can be done or not. */
async function answerTo(message: Message, performing: Performing): Promise<Buffer> {
  const { answer } = performing
  const end = message.type === messageTypes.rpc ? 'doneProc' : 'done'
  try {
    return await perform(message, performing)
  } catch (error) {
    if (error instanceof Attention) return answer.close(end)
    if (!(error instanceof SqlError)) throw error
    answer.hearer.failed(error)
    return answer.close(end)
  }
}

/** Does what a message asks for; answers what is said to it. */
async function perform(message: Message, performing: Performing): Promise<Buffer> {
  const { session, calls, answer, over } = performing
  const { hearer } = answer
  if (message.resets) {
    await session.reset(hearer.turned)
    calls.forget()
    answer.say(resetToken)
  }
  if (message.type === messageTypes.batch) {
    await session.run(readBatchText(message.body), new Map(), { hearer, over })
    return answer.close('done')
  }
  if (message.type === messageTypes.rpc) {
    const call = readCall(message.body)
    const handle = await calls.call(call, { hearer, over })
    answer.say(returnStatus(0))
    const asked = call.parameters.find((one) => one.isOutput)
    if (handle !== undefined && asked !== undefined) {
      answer.say(returnValue(asked.name, { kind: 'int', bytes: 4 }, String(handle)))
    }
    return answer.close('doneProc')
  }
  const wanted = readTransaction(message.body)
  if (wanted === undefined) throw SqlError.unknown('that request to the transaction manager')
  await session[wanted](hearer.turned)
  return answer.close('done')
}

/** The text of a statement, without its values. */
function textOf(message: Message): string {
  if (message.type === messageTypes.batch) return readBatchText(message.body)
  if (message.type !== messageTypes.rpc) return ''
  const { procedure, parameters } = readCall(message.body)
  const at = procedure === 'sp_executesql' ? 0 : procedure.startsWith('sp_prep') ? 2 : undefined
  return at === undefined ? '' : (parameters[at]?.value.text ?? '')
}
