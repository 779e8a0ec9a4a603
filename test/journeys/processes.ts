import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Call } from '../../src/api/contract/client.ts'
import type { Child } from '../../src/cli/demo/child.ts'
import { startHomingProcess } from '../../src/cli/demo/homing.ts'
import { runUntilQuiet, startSandboxProcess } from '../../src/cli/demo/sandbox.ts'
import { connect } from '../../src/cli/server.ts'
import { projectRoot } from '../../src/project-root.ts'

/** Builds what is not up to date; one that is costs a moment. */
export function build(): void {
  execFileSync(process.execPath, [join(projectRoot(), 'tools', 'build.mjs')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

/** A sandbox whose recipients are quiet, and a Homing on a folder of its own, as real processes. */
export class Site {
  readonly folder = mkdtempSync(join(tmpdir(), 'homing-journey-'))
  readonly dataDir = join(this.folder, 'data')
  readonly logFile = join(this.folder, 'homing.log')
  sandbox!: Awaited<ReturnType<typeof startSandboxProcess>>
  homing!: Awaited<ReturnType<typeof startHomingProcess>>
  call!: Call
  /** Settings for every Homing started here. */
  readonly env: NodeJS.ProcessEnv = {}
  readonly #children: Child[] = []

  async open(seed: number): Promise<void> {
    this.sandbox = await startSandboxProcess({
      seed,
      speed: 0,
      startDaysAgo: 14,
      logFile: join(this.folder, 'sandbox.log'),
      onStart: (child) => this.#children.push(child),
    })
    await runUntilQuiet(this.sandbox.url)
    await this.startHoming()
  }

  async startHoming(): Promise<void> {
    this.homing = await startHomingProcess({
      dataDir: this.dataDir,
      logFile: this.logFile,
      port: 0,
      mayCall: new URL(this.sandbox.url).host,
      env: this.env,
      onStart: (child) => this.#children.push(child),
    })
    this.call = connect(this.homing.server)
  }

  /** As an operator or a machine's shutdown would: answers how long it took and how it ended. */
  async askToEnd(): Promise<{ ms: number; how: string }> {
    const startedAt = Date.now()
    this.homing.child.process.kill('SIGTERM')
    const how = await this.homing.child.ended
    return { ms: Date.now() - startedAt, how }
  }

  /** As a power cut would: nothing of the process gets a chance to tidy up. */
  async kill(): Promise<void> {
    this.homing.child.process.kill('SIGKILL')
    await this.homing.child.ended
  }

  async close(): Promise<void> {
    for (const child of this.#children.reverse()) await child.end()
    await rm(this.folder, { recursive: true, force: true })
  }
}
