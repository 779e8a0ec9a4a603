import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { projectRoot } from '../../src/project-root.ts'

/** So many simulated seconds pass in a real one: the ESP's own work is not what is measured. */
const SPEED = 2_000

export interface SandboxAt {
  url: string
  settings: Record<string, string>
  end(): void
}

/** The sandbox as a process of its own, without limits. */
export async function startVendor(): Promise<SandboxAt> {
  const script = join(projectRoot(), 'dist', 'sandbox', 'main.js')
  const args = [script, '--limits', 'off', '--speed', String(SPEED)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const told = JSON.parse(await firstLine(child)) as Record<string, string>
  const { url, clientId, clientSecret, accessToken, refreshToken, ...addresses } = told
  const { apiUrl, authorizeUrl, tokenUrl } = addresses
  const own = { clientId, clientSecret, accessToken, refreshToken }
  const settings = { ...own, apiUrl, authorizeUrl, tokenUrl } as Record<string, string>
  return { url: url!, settings, end: () => void child.kill() }
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line
  throw new Error('The sandbox ended before it was ready.')
}
