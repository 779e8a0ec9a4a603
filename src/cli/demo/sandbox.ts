import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { projectRoot } from '../../project-root.ts'
import { earlyEnd, startChild, type Child } from './child.ts'

/** The one line the sandbox prints when it is ready. */
const readyLine = z.looseObject({
  // Beside these: what is entered to connect, by the name of the connector's setting.
  url: z.url(),
  people: z.url(),
  /** Where its log lies, of a service that has no API. */
  log: z.string().optional(),
  /** Where it listens, of a system that is reached otherwise than by HTTP. */
  host: z.string().optional(),
  port: z.string().optional(),
})
export type SandboxLine = z.output<typeof readyLine>

export interface SandboxOptions {
  /** Which vendor is simulated, by its connector's id; Constant Contact unless told. */
  esp?: string
  seed: number
  /** Simulated seconds in a real one; 0 stops its clock. */
  speed: number
  startDaysAgo: number
  logFile: string
  /** Told at once, so that a process that never gets ready is ended too. */
  onStart?(child: Child): void
}

export interface SandboxProcess extends SandboxLine {
  esp: string
  child: Child
}

/** Starts a vendor's sandbox with its law firm, as a process of its own. */
export async function startSandboxProcess(options: SandboxOptions): Promise<SandboxProcess> {
  const { esp = 'constant-contact', seed, speed, startDaysAgo, logFile } = options
  const child = startChild({
    name: 'The sandbox',
    script: join(projectRoot(), 'dist', 'sandbox', 'main.js'),
    args: [
      ...['--esp', esp, '--port', '0', '--world', 'law-firm', '--seed', String(seed)],
      ...['--speed', String(speed), '--start-days-ago', String(startDaysAgo)],
    ],
    logFile,
    pipesOutput: true,
  })
  options.onStart?.(child)
  const line = await Promise.race([firstLine(child), earlyEnd(child)])
  return { ...readyLine.parse(JSON.parse(line)), esp, child }
}

/** Runs its clock forward until nothing more happens by itself. */
export async function runUntilQuiet(sandboxUrl: string): Promise<void> {
  const response = await fetch(`${sandboxUrl}/_sandbox/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ runUntilQuiet: true }),
  })
  if (!response.ok) throw new Error(`The sandbox's clock answered ${response.status}.`)
}

/** How many campaigns have gone out, as the service itself counts them. */
export async function campaignsSent(sandbox: SandboxLine): Promise<number> {
  const response = await fetch(`${sandbox.url}/_sandbox/status`)
  if (!response.ok) throw new Error(`The sandbox's status answered ${response.status}.`)
  return z.object({ sent: z.number() }).parse(await response.json()).sent
}

/** The firm's CRM export, to be imported. */
export async function peopleFile(sandbox: SandboxLine): Promise<Blob> {
  const response = await fetch(sandbox.people)
  if (!response.ok) throw new Error(`The sandbox's people.csv answered ${response.status}.`)
  return response.blob()
}

async function firstLine(child: Child): Promise<string> {
  const lines = createInterface({ input: child.process.stdout! })
  for await (const line of lines) return line
  // Its output has ended without one; why is told by whoever waits for its end.
  return new Promise(() => undefined)
}
