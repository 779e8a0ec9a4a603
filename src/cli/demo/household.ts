import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Child } from './child.ts'

/**
 * What a demo sets up beside itself and takes away again, however it ends: its processes, in the
 * reverse order of their start, and its folder.
 */
export class Household {
  readonly folder = mkdtempSync(join(tmpdir(), 'homing-demo-'))
  readonly #children: Child[] = []
  #ending: Promise<void> | null = null

  get isEnding(): boolean {
    return this.#ending !== null
  }

  add(child: Child): void {
    this.#children.push(child)
  }

  /** Fails as soon as one of its processes ends unasked. */
  async unasked(): Promise<never> {
    const [name, how, words] = await Promise.race(
      this.#children.map(async (child) => [child.name, await child.ended, child.lastWords()]),
    )
    if (this.isEnding) return new Promise(() => undefined)
    throw new Error(`${name} ended with ${how}. Its last words:\n${words}`)
  }

  end(): Promise<void> {
    this.#ending ??= this.#end()
    return this.#ending
  }

  async #end(): Promise<void> {
    for (const child of this.#children.reverse()) await child.end()
    await rm(this.folder, { recursive: true, force: true })
  }
}
