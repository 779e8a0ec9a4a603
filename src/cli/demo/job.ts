import type { Call } from '../../api/contract/client.ts'
import { followImport, followRun, type Run } from '../follow.ts'
import { progress, type Progress } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { peopleFile, type SandboxLine } from './sandbox.ts'

/** The demo's administrator. Fixed, because it is typed by hand; it lives on loopback only. */
export const SIGN_IN = { email: 'demo@example.com', password: 'every event comes home' } as const

/** Creates the sample firm and its administrator, who need no invitation. */
export async function createFirm(call: Call): Promise<void> {
  await call('setup.create', {
    body: { firm: 'Harrowgate Lindqvist LLP', name: 'Dana Demo', timeZone: zone(), ...SIGN_IN },
  })
}

/** Imports the firm's people. */
export async function bringPeople(
  call: Call,
  sandbox: SandboxLine,
  terminal: Terminal,
): Promise<void> {
  const bar = progress(terminal, 'People'.padEnd(16))
  const body = await peopleFile(sandbox)
  const begun = await call('imports.create', { query: { fileName: 'people.csv' }, body })
  const ended = await followImport(call, begun.id, bar)
  if (ended.status !== 'done') throw new Error(`The import ${ended.status}: ${ended.message}`)
}

/**
 * Connects the account at the sandbox as a script would: of what the sandbox tells, with whatever
 * the connector asks for. Answers the connection.
 */
export async function connectAccount(
  call: Call,
  sandbox: SandboxLine & { esp: string },
): Promise<{ id: number; name: string }> {
  const { items } = await call('connectors.list', {})
  const connector = items.find((one) => one.id === sandbox.esp)
  if (!connector) throw new Error(`There is no connector “${sandbox.esp}”.`)
  const { id, title: name } = connector
  const asked = (connector.settingsSchema['properties'] ?? {}) as Record<string, Asked>
  const settings = Object.fromEntries(
    Object.entries(sandbox).flatMap(([key, value]) => {
      const { [key]: field } = asked
      return field === undefined ? [] : [[key, isNumber(field) ? Number(value) : value]]
    }),
  )
  return call('connections.create', { body: { connector: id, name, settings } })
}

/** What a connector asks for, as far as a sandbox must know it. */
interface Asked {
  type?: string
}

/** A sandbox tells most of what is entered as a text. */
function isNumber({ type }: Asked): boolean {
  return type === 'integer' || type === 'number'
}

/** Brings the news home, of all kinds or those named, or throws with what the run said. */
export async function syncToTheEnd(
  call: Call,
  { id, name, terminal, kinds }: { id: number; name: string; terminal: Terminal; kinds?: string },
): Promise<void> {
  const run = await syncNow(call, id, progress(terminal, name.padEnd(16)), kinds)
  if (run.status !== 'done') throw new Error(`The sync ${run.status}: ${run.message ?? run.phase}`)
}

/** Syncs, or joins the run that is under way, and answers the run as it ended. */
export async function syncNow(
  call: Call,
  connectionId: number,
  shown: Progress,
  kinds?: string,
): Promise<Run> {
  const query = kinds === undefined ? {} : { kinds }
  const { id } = await call('connections.sync', { params: { connectionId }, query })
  return followRun(call, id, shown)
}

function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}
