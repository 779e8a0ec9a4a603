import type { Call } from '../../api/contract/client.ts'
import { followImport, followRun, type Run } from '../follow.ts'
import { progress } from '../progress.ts'
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

/** Brings the news home; joins the run that is under way where there is one. */
export async function syncNow(call: Call, connectionId: number, terminal: Terminal): Promise<Run> {
  const runId = await beginOrJoin(call, connectionId)
  const run = await followRun(call, runId, progress(terminal, 'Constant Contact'))
  if (run.status !== 'done') throw new Error(`The sync ${run.status}: ${run.message ?? run.phase}`)
  return run
}

async function beginOrJoin(call: Call, connectionId: number): Promise<number> {
  const { openRunId } = await call('connections.show', { params: { connectionId } })
  if (openRunId !== null) return openRunId
  return (await call('connections.sync', { params: { connectionId } })).id
}

function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}
