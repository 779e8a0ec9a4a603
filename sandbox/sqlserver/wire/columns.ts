import { int32, shortText, uint16, uint32, uint64, uint8 } from './bytes.ts'
import { dayOf, guidOrder, ticksPerDay, typeIds, unbounded } from './values.ts'

/** The shape in which a column is sent. */
export type Shape =
  | { kind: 'int'; bytes: 1 | 2 | 4 | 8 }
  | { kind: 'bit' | 'float' | 'guid' | 'date' }
  | { kind: 'decimal'; scale: number }
  | { kind: 'datetime2'; scale: number }
  /** Without `most` it has no bound. */
  | { kind: 'nvarchar' | 'varchar' | 'varbinary'; most?: number }

export interface Column {
  name: string
  shape: Shape
}

/** Latin1_General, case and kana and width ignored: SQL_Latin1_General_CP1_CI_AS. */
export const collation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34])
const nullable = 0x01
const decimalPrecision = 38

/** TYPE_INFO, [MS-TDS] 2.2.5.6. */
export function typeInfo(shape: Shape): Buffer {
  switch (shape.kind) {
    case 'int':
      return Buffer.from([typeIds.intN, shape.bytes])
    case 'bit':
      return Buffer.from([typeIds.bitN, 1])
    case 'float':
      return Buffer.from([typeIds.floatN, 8])
    case 'guid':
      return Buffer.from([typeIds.guid, 16])
    case 'date':
      return uint8(typeIds.date)
    case 'datetime2':
      return Buffer.from([typeIds.dateTime2, shape.scale])
    case 'decimal':
      return Buffer.from([typeIds.numericN, 17, decimalPrecision, shape.scale])
    case 'varbinary':
      return Buffer.concat([uint8(typeIds.varbinary), uint16(shape.most ?? unbounded)])
    case 'varchar':
      return Buffer.concat([uint8(typeIds.varchar), uint16(shape.most ?? unbounded), collation])
    case 'nvarchar': {
      const most = shape.most === undefined ? unbounded : shape.most * 2
      return Buffer.concat([uint8(typeIds.nvarchar), uint16(most), collation])
    }
  }
}

/** One column of COLMETADATA (2.2.7.4). */
export function columnBytes({ name, shape }: Column): Buffer {
  return Buffer.concat([uint32(0), uint16(nullable), typeInfo(shape), shortText(name)])
}

const isLong = (shape: Shape) =>
  (shape.kind === 'nvarchar' || shape.kind === 'varchar' || shape.kind === 'varbinary')
  && shape.most === undefined

/** A value as the engine says it, as TDS sends it. */
export function valueBytes(shape: Shape, text: string | null): Buffer {
  if (isLong(shape)) return text === null ? noPieces : pieces(bytesOf(shape, text))
  if (shape.kind === 'nvarchar' || shape.kind === 'varchar' || shape.kind === 'varbinary') {
    if (text === null) return uint16(0xffff)
    const bytes = bytesOf(shape, text)
    return Buffer.concat([uint16(bytes.length), bytes])
  }
  if (text === null) return uint8(0)
  const bytes = bytesOf(shape, text)
  return Buffer.concat([uint8(bytes.length), bytes])
}

const noPieces = uint64(0xffff_ffff_ffff_ffffn)

function pieces(bytes: Buffer): Buffer {
  const piece = bytes.length === 0 ? bytes : Buffer.concat([uint32(bytes.length), bytes])
  return Buffer.concat([uint64(BigInt(bytes.length)), piece, uint32(0)])
}

function bytesOf(shape: Shape, text: string): Buffer {
  switch (shape.kind) {
    case 'int':
      return intBytes(shape.bytes, text)
    case 'bit':
      return uint8(text === 't' || text === '1' ? 1 : 0)
    case 'float': {
      const bytes = Buffer.alloc(8)
      bytes.writeDoubleLE(Number(text))
      return bytes
    }
    case 'guid': {
      const bytes = Buffer.from(text.replaceAll('-', ''), 'hex')
      return Buffer.from(guidOrder.map((at) => bytes[at] ?? 0))
    }
    case 'date':
      return uint24(dayOf(text))
    case 'datetime2':
      return momentBytes(BigInt(text), shape.scale)
    case 'decimal':
      return decimalBytes(text, shape.scale)
    case 'varchar':
      return Buffer.from(text, 'latin1')
    case 'nvarchar':
      return Buffer.from(text, 'utf16le')
    case 'varbinary':
      return Buffer.from(text.slice(2), 'hex')
  }
}

function intBytes(size: 1 | 2 | 4 | 8, text: string): Buffer {
  if (size === 4) return int32(Number(text))
  const bytes = Buffer.alloc(size)
  if (size === 8) bytes.writeBigInt64LE(BigInt(text))
  else if (size === 2) bytes.writeInt16LE(Number(text))
  else bytes.writeUInt8(Number(text))
  return bytes
}

function uint24(value: number): Buffer {
  const bytes = Buffer.alloc(3)
  bytes.writeUIntLE(value, 0, 3)
  return bytes
}

/** A time in three to five bytes, by its scale, and a day. */
function momentBytes(ticks: bigint, scale: number): Buffer {
  const time = (ticks % ticksPerDay) / 10n ** BigInt(7 - scale)
  const length = scale < 3 ? 3 : scale < 5 ? 4 : 5
  const bytes = Buffer.alloc(length)
  bytes.writeUIntLE(Number(time), 0, length)
  return Buffer.concat([bytes, uint24(Number(ticks / ticksPerDay))])
}

function decimalBytes(text: string, scale: number): Buffer {
  const [, sign, whole = '0', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  let value = BigInt(whole + part.padEnd(scale, '0').slice(0, scale))
  const bytes = Buffer.alloc(17)
  bytes[0] = sign === '-' ? 0 : 1
  for (let at = 1; at < 17; at += 1, value /= 256n) bytes[at] = Number(value % 256n)
  return bytes
}
