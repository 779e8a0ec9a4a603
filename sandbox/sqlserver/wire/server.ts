import type { Socket } from 'node:net'
import type { Account } from '../../database/wire/sign-in.ts'
import { breakOff, listenForGuests, type Guest, type SocketServer } from '../../sockets.ts'
import type { Certified } from './certificate.ts'
import { createConnection, type Connection, type ConnectionMeans } from './connection.ts'
import { readLogin, tds74, type Login } from './login.ts'
import {
  createPacketReader,
  firstPacketSize,
  messageTypes,
  packetsOf,
  packetSizes,
} from './packets.ts'
import type { Message } from './packets.ts'
import { agree, encryption, preloginAnswer, wishOf } from './prelogin.ts'
import { collationToken, complaintToken, doneToken, environmentToken, loginAck } from './tokens.ts'
import { noFeatures, type Complaint } from './tokens.ts'
import { startTls, type TlsLine } from './tls.ts'

export interface ServerMeans extends ConnectionMeans {
  /** What it shows of itself for TLS. */
  certified: Certified

  /** Who comes in under that name, in small letters, and as whom of the engine. */
  accountOf(user: string): Promise<(Account & { role: string }) | undefined>
  /** Why nobody is let in now, if so. */
  closed(): Complaint | undefined
}

const mostConnections = 40
const ended: Complaint = {
  ...{ number: 596, severity: 21 },
  words: 'Cannot continue the execution because the session is in the kill state.',
}

/** A server of TDS 7.4 on loopback. */
export function listenForTds(means: ServerMeans): Promise<SocketServer> {
  return listenForGuests((socket, connections) =>
    welcomeGuest(socket, means, () => connections() > mostConnections),
  )
}

let processes = 50

function welcomeGuest(socket: Socket, means: ServerMeans, isCrowded: () => boolean): Guest {
  let connection: Connection | undefined
  let signingIn = Promise.resolve()
  const process = (processes += 1)
  let tls: TlsLine | undefined
  const fail = (error: unknown) => breakOff(socket, error)
  const write = (bytes: Buffer): void => {
    if (tls === undefined) socket.write(bytes)
    else tls.write(bytes)
  }
  const first = { packetSize: firstPacketSize, process }
  const sayFirst = (body: Buffer) => write(packetsOf(body, first))
  const refuse = (...complaints: readonly Complaint[]) => {
    sayFirst(Buffer.concat([...complaints.map(complaintToken), doneToken({ failed: true })]))
    socket.end()
  }
  const signIn = async ({ user, password, ...login }: Login): Promise<void> => {
    const closed = isCrowded() ? crowded : means.closed()
    if (closed !== undefined) return refuse(closed)
    const found = await means.accountOf(user.toLowerCase())
    if (login.tdsVersion < tds74 || found?.password !== password) return refuse(notIn(user))
    const database = login.database === '' ? found.database : login.database
    if (database.toLowerCase() !== found.database) return refuse(...noDatabase(database, user))
    const packetSize = sizeFor(login.packetSize)
    sayFirst(welcomed(found.database, packetSize, login.hasFeatures))
    const session = sessionOf(found.role, process)
    connection = createConnection(socket, { session, packetSize, process, write }, means)
  }
  const heard = (message: Message): void => {
    if (connection !== undefined) return connection.hear(message)
    if (message.type === messageTypes.prelogin) {
      const isTls = agree(wishOf(message.body)) === encryption.on
      sayFirst(preloginAnswer(isTls ? encryption.on : encryption.none))
      if (isTls) tls = startTls(socket, means.certified, plain)
      return
    }
    if (message.type !== messageTypes.login) return void socket.destroy()
    signingIn = signIn(readLogin(message.body)).catch(fail)
  }
  const reader = createPacketReader(heard)
  const plain = (piece: Buffer): void => reader.push(piece)
  socket.on('data', (piece: Buffer) => {
    try {
      if (tls === undefined) plain(piece)
      else tls.heard(piece)
    } catch (error) {
      fail(error)
    }
  })
  return {
    farewell: () => {
      connection?.farewell(ended)
      socket.destroySoon()
    },
    served: closing(socket)
      .then(() => signingIn)
      .then(() => connection?.end()),
  }
}

function closing(socket: Socket): Promise<void> {
  return new Promise((done) => socket.once('close', () => done()))
}

const sessionOf = (user: string, process: number) => ({
  ...{ user, mark: `s${process}_`, settings: {} },
})

function sizeFor(wished: number): number {
  const { least, most } = packetSizes
  return Math.min(Math.max(wished === 0 ? firstPacketSize : wished, least), most)
}

const crowded: Complaint = {
  ...{ number: 17_809, severity: 20 },
  words:
    `Could not connect because the maximum number of '${mostConnections}' user connections has `
    + `already been reached.`,
}

function notIn(user: string): Complaint {
  return { number: 18_456, severity: 14, words: `Login failed for user '${user}'.` }
}

function noDatabase(database: string, user: string): readonly Complaint[] {
  const words = `Cannot open database "${database}" requested by the login. The login failed.`
  return [{ number: 4060, severity: 11, words }, notIn(user)]
}

function welcomed(database: string, packetSize: number, hasFeatures: boolean): Buffer {
  return Buffer.concat([
    environmentToken('database', database, 'master'),
    complaintToken({
      ...{ number: 5701, severity: 0, state: 2 },
      words: `Changed database context to '${database}'.`,
    }),
    collationToken,
    environmentToken('language', 'us_english', ''),
    complaintToken({
      ...{ number: 5703, severity: 0, words: 'Changed language setting to us_english.' },
    }),
    loginAck(),
    ...(hasFeatures ? [noFeatures] : []),
    environmentToken('packetSize', String(packetSize), String(firstPacketSize)),
    doneToken({}),
  ])
}
