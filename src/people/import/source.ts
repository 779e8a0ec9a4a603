import type { Homing } from '../../homing.ts'
import { detectDelimiter, readRecords, type CsvRecord } from '../../platform/csv-records.ts'
import { decode, type Encoding } from '../../platform/encoding.ts'
import type { OwnField } from '../own-fields/index.ts'
import { readHeader, type Header } from './columns.ts'
import { storedFile } from './receive.ts'

/** Records one transaction takes. */
const BATCH_RECORDS = 2_000
/** Records a file may hold. */
export const RECORDS_MAX = 2_000_000

export interface RecordBatch {
  records: CsvRecord[]
  /** Records of the file up to the end of the batch. */
  recordsDone: number
}

/** A stored file as batches of records. */
export class Source {
  bytesRead = 0
  /** The file went on after RECORDS_MAX. */
  isCut = false
  readonly #homing: Homing
  readonly #job: { workspaceId: number; importId: number }
  readonly #encoding: Encoding
  #delimiter = ','
  /** Lines before the first row of data that are no rows: the header, and a "sep=". */
  #leading = 1

  constructor(homing: Homing, job: { workspaceId: number; importId: number }, encoding: Encoding) {
    this.#homing = homing
    this.#job = job
    this.#encoding = encoding
  }

  /** Reads the header, in which the firm's own fields go by their keys. */
  async open(own: readonly OwnField[]): Promise<Header | { problem: string }> {
    for await (const start of this.#text()) {
      const { delimiter, isDeclared } = detectDelimiter(start)
      this.#delimiter = delimiter
      this.#leading = isDeclared ? 2 : 1
      break
    }
    for await (const records of readRecords(this.#text(), this.#delimiter)) {
      const header = records[this.#leading - 1]
      if (header === undefined) break
      if (header.fault !== null) return { problem: `The header cannot be read. ${header.fault}` }
      return readHeader(header.cells, own)
    }
    return { problem: 'The file has no header.' }
  }

  async *batches(recordsDone: number): AsyncGenerator<RecordBatch> {
    let waiting: CsvRecord[] = []
    let read = -this.#leading
    for await (const records of readRecords(this.#text(), this.#delimiter)) {
      for (const record of records) {
        read += 1
        if (read <= recordsDone) continue
        if (read > RECORDS_MAX) {
          this.isCut = true
          break
        }
        waiting.push(record)
        if (waiting.length < BATCH_RECORDS) continue
        yield { records: waiting, recordsDone: read }
        waiting = []
      }
      if (this.isCut) break
    }
    if (waiting.length > 0) yield { records: waiting, recordsDone: Math.min(read, RECORDS_MAX) }
  }

  async *#text(): AsyncGenerator<string> {
    this.bytesRead = 0
    const count = (bytes: Uint8Array) => {
      this.bytesRead += bytes.byteLength
      return bytes
    }
    const file = storedFile(this.#homing, this.#job)
    yield* decode(mapped(file, count), this.#encoding)
  }
}

async function* mapped<In, Out>(items: AsyncIterable<In>, change: (item: In) => Out) {
  for await (const item of items) yield change(item)
}
