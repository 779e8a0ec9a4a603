import { longText, shortText, uint16, uint32, uint64, uint8 } from './bytes.ts'
import { collation, columnBytes, typeInfo, valueBytes, type Column, type Shape } from './columns.ts'
import { version } from './prelogin.ts'

/** What goes wrong, as SQL Server numbers it. */
export interface Complaint {
  number: number
  /** From 20 on the connection ends. */
  severity: number
  state?: number
  words: string
  line?: number
}

const serverName = 'SANDBOX'

/** Numbers of tokens, [MS-TDS] 2.2.7. */
const ids = {
  ...{ returnStatus: 0x79, colMetadata: 0x81, error: 0xaa, info: 0xab, returnValue: 0xac },
  ...{ loginAck: 0xad, featureExtAck: 0xae, row: 0xd1, nbcRow: 0xd2, envChange: 0xe3 },
  ...{ done: 0xfd, doneProc: 0xfe, doneInProc: 0xff },
} as const

export function complaintToken(complaint: Complaint): Buffer {
  const { number, severity, state = 1, words, line = 1 } = complaint
  return sized(severity > 10 ? ids.error : ids.info, [
    uint32(number),
    Buffer.from([state, severity]),
    ...[longText(words), shortText(serverName), shortText(''), uint32(line)],
  ])
}

export function loginAck(): Buffer {
  // The version stands the other way round here than in LOGIN7.
  const tds = Buffer.from([0x74, 0x00, 0x00, 0x04])
  const program = Buffer.from([version.major, version.minor, version.build >> 8, version.build])
  return sized(ids.loginAck, [uint8(1), tds, shortText('Microsoft SQL Server'), program])
}

/** No feature is offered: the list ends at once. */
export const noFeatures = Buffer.from([ids.featureExtAck, 0xff])

const environment = { database: 1, language: 2, packetSize: 4 } as const

export function environmentToken(what: keyof typeof environment, now: string, before: string) {
  return sized(ids.envChange, [uint8(environment[what]), shortText(now), shortText(before)])
}

export const collationToken = sized(ids.envChange, [
  ...[uint8(7), uint8(collation.length), collation, uint8(0)],
])

const transactions = { begun: 8, committed: 9, rolledBack: 10 } as const

/** 2.2.7.9: a transaction has begun, with its descriptor, or has ended. */
export function transactionToken(what: keyof typeof transactions, descriptor: bigint): Buffer {
  const bytes = [uint8(8), uint64(descriptor)]
  const parts = what === 'begun' ? [...bytes, uint8(0)] : [uint8(0), ...bytes]
  return sized(ids.envChange, [uint8(transactions[what]), ...parts])
}

export const resetToken = sized(ids.envChange, [uint8(18), uint8(0), uint8(0)])

export function metadataToken(columns: readonly Column[]): Buffer {
  return Buffer.concat([
    uint8(ids.colMetadata),
    uint16(columns.length),
    ...columns.map(columnBytes),
  ])
}

/** A row; where half of it is NULL, without room for what is not there. */
export function rowToken(columns: readonly Column[], row: readonly (string | null)[]): Buffer {
  const values = columns.map(({ shape }, at) => ({ shape, text: row[at] ?? null }))
  const missing = values.filter(({ text }) => text === null)
  if (missing.length * 2 < values.length || missing.length === 0) {
    const all = values.map(({ shape, text }) => valueBytes(shape, text))
    return Buffer.concat([uint8(ids.row), ...all])
  }
  const bits = Buffer.alloc(Math.ceil(values.length / 8))
  for (const [at, { text }] of values.entries()) {
    if (text === null) bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7))
  }
  const there = values.flatMap(({ shape, text }) =>
    text === null ? [] : [valueBytes(shape, text)],
  )
  return Buffer.concat([uint8(ids.nbcRow), bits, ...there])
}

export const doneStatus = { more: 0x01, error: 0x02, count: 0x10, attention: 0x20 } as const

export interface Done {
  kind?: 'done' | 'doneProc' | 'doneInProc'
  more?: boolean
  failed?: boolean
  attention?: boolean
  /** How many rows; absent where none are counted. */
  count?: number | undefined
}

export function doneToken({ kind = 'done', more, failed, attention, count }: Done): Buffer {
  const status =
    (more === true ? doneStatus.more : 0)
    | (failed === true ? doneStatus.error : 0)
    | (attention === true ? doneStatus.attention : 0)
    | (count === undefined ? 0 : doneStatus.count)
  return Buffer.concat([
    ...[uint8(ids[kind]), uint16(status), uint16(0), uint64(BigInt(count ?? 0))],
  ])
}

export function returnStatus(value: number): Buffer {
  return Buffer.concat([uint8(ids.returnStatus), uint32(value)])
}

export function returnValue(name: string, shape: Shape, text: string | null): Buffer {
  return Buffer.concat([
    ...[uint8(ids.returnValue), uint16(0), shortText(name), uint8(1), uint32(0), uint16(0)],
    ...[typeInfo(shape), valueBytes(shape, text)],
  ])
}

function sized(id: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([uint8(id), uint16(body.length), body])
}
