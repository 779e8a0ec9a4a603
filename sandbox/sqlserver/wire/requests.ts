import { createByteReader, type ByteReader } from './bytes.ts'
import { readValue, type Value } from './values.ts'

/** [MS-TDS] 2.2.5.3: what stands before each request, in which there is nothing to go by. */
function afterHeaders(body: Buffer): ByteReader {
  const reader = createByteReader(body)
  reader.take(reader.uint32() - 4)
  return reader
}

/** The text of a batch. */
export function readBatchText(body: Buffer): string {
  const reader = afterHeaders(body)
  return reader.take(reader.left()).toString('utf16le')
}

export interface Parameter {
  /** With its sign; empty where it goes by its place. */
  name: string
  isOutput: boolean
  value: Value
}

export interface Call {
  procedure: string
  parameters: readonly Parameter[]
}

/** 2.2.6.6: procedures that go by a number. */
const procedures: Readonly<Record<number, string>> = {
  10: 'sp_executesql',
  11: 'sp_prepare',
  12: 'sp_execute',
  13: 'sp_prepexec',
  15: 'sp_unprepare',
}

/** Reads the call of a procedure with its parameters. */
export function readCall(body: Buffer): Call {
  const reader = afterHeaders(body)
  const length = reader.uint16()
  const procedure =
    length === 0xffff ? (procedures[reader.uint16()] ?? '') : reader.characters(length)
  reader.uint16()
  const parameters: Parameter[] = []
  while (reader.left() > 0) {
    const name = reader.characters(reader.uint8())
    const isOutput = (reader.uint8() & 1) !== 0
    parameters.push({ name, isOutput, value: readValue(reader) })
  }
  return { procedure: procedure.toLowerCase(), parameters }
}

export type TransactionRequest = 'begin' | 'commit' | 'rollback' | undefined

const asked: Readonly<Record<number, TransactionRequest>> = {
  5: 'begin',
  7: 'commit',
  8: 'rollback',
}

/** 2.2.6.9: what is wanted of the transaction; undefined where it is none of the three. */
export function readTransaction(body: Buffer): TransactionRequest {
  return asked[afterHeaders(body).uint16()]
}
