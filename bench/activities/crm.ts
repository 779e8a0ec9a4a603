import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { projectRoot } from '../../src/project-root.ts'

/** The simulated SuiteCRM as a process of its own, with what is entered to connect it. */
export async function startCrm(): Promise<{
  url: string
  settings: Record<string, string>
  end(): void
}> {
  const script = join(projectRoot(), 'dist', 'sandbox', 'main.js')
  const args = [script, '--esp', 'suitecrm', '--limits', 'off', '--start-days-ago', '0']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const { url, username, password } = JSON.parse(await firstLine(child)) as Record<string, string>
  const settings = { siteUrl: url!, username: username!, password: password! }
  return { url: url!, settings, end: () => void child.kill() }
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line
  throw new Error('The sandbox ended before it was ready.')
}
