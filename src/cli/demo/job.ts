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

/** Connects the account at the sandbox with tokens, as a script would. Answers the connection. */
export async function connectAccount(call: Call, sandbox: SandboxLine): Promise<number> {
  const { clientId, clientSecret, accessToken, refreshToken } = sandbox
  const { apiUrl, authorizeUrl, tokenUrl } = sandbox
  const made = await call('connections.create', {
    body: {
      connector: 'constant-contact',
      name: 'Constant Contact',
      settings: {
        ...{ clientId, clientSecret, accessToken, refreshToken },
        ...{ apiUrl, authorizeUrl, tokenUrl },
      },
    },
  })
  return made.id
}

/** Brings the news home, or throws with what the run said. */
export async function syncToTheEnd(
  call: Call,
  connectionId: number,
  terminal: Terminal,
): Promise<void> {
  const run = await syncNow(call, connectionId, progress(terminal, 'Constant Contact'))
  if (run.status !== 'done') throw new Error(`The sync ${run.status}: ${run.message ?? run.phase}`)
}

/** Syncs, or joins the run that is under way, and answers the run as it ended. */
export async function syncNow(call: Call, connectionId: number, shown: Progress): Promise<Run> {
  const { id } = await call('connections.sync', { params: { connectionId } })
  return followRun(call, id, shown)
}

function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}
