import { setTimeout as sleep } from 'node:timers/promises'
import type { Call } from '../../api/contract/client.ts'
import type { SandboxLine } from './sandbox.ts'

/** The connector that is read from files. */
export const FILE = 'file'
/** The shipped mapping, and the layout of the same name the sandbox exports. */
const PRESET = 'generic'
const POLL_MS = 100
const POLLS_MAX = 6_000

/** Adds a connection that is read from files, by the shipped mapping. Answers its id and name. */
export async function connectFiles(call: Call): Promise<{ id: number; name: string }> {
  const name = 'A service without an API'
  const body = { connector: FILE, name, settings: {} }
  const { id } = await call('connections.create', { body })
  const params = { connectionId: id }
  const { presets } = await call('files.mapping', { params })
  const { title, mapping } = presets.find((one) => one.id === PRESET)!
  await call('files.saveMapping', { params, body: { name: title, mapping, from: 0 } })
  return { id, name }
}

/** Brings what the sandbox exports now; answers how many rows that were, once all are read. */
export async function bringExport(
  call: Call,
  sandbox: SandboxLine,
  connectionId: number,
): Promise<number> {
  const response = await fetch(`${sandbox.url}/_sandbox/export.csv?layout=${PRESET}`)
  if (!response.ok) throw new Error(`The sandbox's export answered ${response.status}.`)
  const { id } = await call('files.take', {
    params: { connectionId },
    query: { fileName: 'export.csv' },
    body: response.body!,
  })
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const file = await call('files.show', { params: { fileId: id } })
    if (file.status === 'failed') throw new Error(`The file failed: ${file.message}`)
    if (file.waiting === 0) return file.rows
    await sleep(POLL_MS)
  }
  throw new Error('The file is not read to its end.')
}
