import type { ByteReader } from './bytes.ts'
import { MalformedStream } from './bytes.ts'

/** A value as the engine takes it: its type there, and its text, or null. */
export interface Value {
  type: EngineType
  text: string | null
}

/** Types of the engine that a parameter can arrive in. */
export type EngineType =
  | ('bit' | 'int2' | 'int4' | 'int8' | 'numeric' | 'float8' | 'nvarchar' | 'varchar')
  | ('varbinary' | 'uniqueidentifier' | 'date' | 'datetime2')

/** Numbers of types, [MS-TDS] 2.2.5.4. */
export const typeIds = {
  nullType: 0x1f,
  intN: 0x26,
  bitN: 0x68,
  decimalN: 0x6a,
  numericN: 0x6c,
  floatN: 0x6d,
  dateTimeN: 0x6f,
  guid: 0x24,
  date: 0x28,
  dateTime2: 0x2a,
  varbinary: 0xa5,
  varchar: 0xa7,
  nvarchar: 0xe7,
  nchar: 0xef,
  char: 0xaf,
} as const

/** As the length of a type: without a bound, and its values in pieces. */
export const unbounded = 0xffff
/** Days from 0001-01-01 to 1900-01-01, from which `datetime` counts. */
const daysTo1900 = 693_595n
export const ticksPerDay = 864_000_000_000n

/** Reads the type and the value of one parameter (2.2.6.6). */
export function readValue(reader: ByteReader): Value {
  const id = reader.uint8()
  switch (id) {
    case typeIds.nullType:
      return { type: 'nvarchar', text: null }
    case typeIds.intN:
      return intOf(reader)
    case typeIds.bitN:
      reader.uint8()
      return of('bit', short(reader), (bytes) => (bytes[0] === 0 ? '0' : '1'))
    case typeIds.floatN:
      reader.uint8()
      return of('float8', short(reader), (bytes) =>
        String(bytes.length === 4 ? bytes.readFloatLE() : bytes.readDoubleLE()),
      )
    case typeIds.decimalN:
    case typeIds.numericN: {
      const scale = reader.take(3).readUInt8(2)
      return of('numeric', short(reader), (bytes) => decimalText(bytes, scale))
    }
    case typeIds.guid:
      reader.uint8()
      return of('uniqueidentifier', short(reader), guidText)
    case typeIds.date:
      return of('date', short(reader), (bytes) => dateText(bytes.readUIntLE(0, 3)))
    case typeIds.dateTime2: {
      const scale = reader.uint8()
      return of('datetime2', short(reader), (bytes) => String(ticksOf(bytes, scale)))
    }
    case typeIds.dateTimeN:
      reader.uint8()
      return of('datetime2', short(reader), (bytes) => String(ticksOfDateTime(bytes)))
    default:
      return textOf(reader, id)
  }
}

function textOf(reader: ByteReader, id: number): Value {
  const isWide = id === typeIds.nvarchar || id === typeIds.nchar
  const isText = isWide || id === typeIds.varchar || id === typeIds.char
  if (!isText && id !== typeIds.varbinary) {
    throw new MalformedStream(`a parameter of the type 0x${id.toString(16)}`)
  }
  const most = reader.uint16()
  if (isText) reader.take(5)
  const bytes = most === unbounded ? inPieces(reader) : medium(reader)
  if (!isText) return of('varbinary', bytes, (some) => `\\x${some.toString('hex')}`)
  return isWide
    ? of('nvarchar', bytes, (some) => some.toString('utf16le'))
    : of('varchar', bytes, (some) => some.toString('latin1'))
}

function of(type: EngineType, bytes: Buffer | null, text: (bytes: Buffer) => string): Value {
  return { type, text: bytes === null ? null : text(bytes) }
}

function short(reader: ByteReader): Buffer | null {
  const length = reader.uint8()
  return length === 0 ? null : reader.take(length)
}

function medium(reader: ByteReader): Buffer | null {
  const length = reader.uint16()
  return length === 0xffff ? null : reader.take(length)
}

const noValue = 0xffff_ffff_ffff_ffffn

/** 2.2.5.2.3: partially length-prefixed bytes. */
function inPieces(reader: ByteReader): Buffer | null {
  if (reader.uint64() === noValue) return null
  const pieces: Buffer[] = []
  for (;;) {
    const length = reader.uint32()
    if (length === 0) return Buffer.concat(pieces)
    pieces.push(reader.take(length))
  }
}

const intTypes: Readonly<Record<number, EngineType>> = {
  1: 'int2',
  2: 'int2',
  4: 'int4',
  8: 'int8',
}

function intOf(reader: ByteReader): Value {
  const type = intTypes[reader.uint8()] ?? 'int4'
  return of(type, short(reader), (bytes) => {
    if (bytes.length === 1) return String(bytes.readUInt8())
    if (bytes.length === 2) return String(bytes.readInt16LE())
    return bytes.length === 4 ? String(bytes.readInt32LE()) : String(bytes.readBigInt64LE())
  })
}

function decimalText(bytes: Buffer, scale: number): string {
  let whole = 0n
  for (const byte of [...bytes.subarray(1)].reverse()) whole = whole * 256n + BigInt(byte)
  const digits = String(whole).padStart(scale + 1, '0')
  const point = digits.length - scale
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
  return bytes[0] === 0 ? `-${text}` : text
}

/** The first three groups of a GUID have their bytes the other way round. */
export const guidOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const

function guidText(bytes: Buffer): string {
  const hex = Buffer.from(guidOrder.map((at) => bytes[at] ?? 0)).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

const firstDay = new Date('0001-01-01T00:00:00Z').getTime()
export const msPerDay = 86_400_000

function dateText(days: number): string {
  return new Date(firstDay + days * msPerDay).toISOString().slice(0, 10)
}

/** The day of a date, counted from 0001-01-01. */
export function dayOf(date: string): number {
  return Math.round((new Date(`${date}T00:00:00Z`).getTime() - firstDay) / msPerDay)
}

/** Hundreds of nanoseconds since 0001-01-01, of a time of that scale and a day. */
function ticksOf(bytes: Buffer, scale: number): bigint {
  const length = bytes.length - 3
  const time = BigInt(bytes.readUIntLE(0, length)) * 10n ** BigInt(7 - scale)
  return time + BigInt(bytes.readUIntLE(length, 3)) * ticksPerDay
}

function ticksOfDateTime(bytes: Buffer): bigint {
  if (bytes.length === 4) {
    const minutes = BigInt(bytes.readUInt16LE(2)) * 600_000_000n
    return (BigInt(bytes.readUInt16LE(0)) + daysTo1900) * ticksPerDay + minutes
  }
  // Three hundredths of a second, which are shown to the millisecond.
  const ms = (BigInt(bytes.readUInt32LE(4)) * 10n + 1n) / 3n
  return (BigInt(bytes.readInt32LE(0)) + daysTo1900) * ticksPerDay + ms * 10_000n
}
