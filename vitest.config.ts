import { defineConfig } from 'vitest/config'
import { scratchFolder } from './test/scratch.ts'
import { LongestFirst } from './test/sequence.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    env: { TMPDIR: scratchFolder() },
    // A fork a file: embedded databases are heavy. Two cores are what we count on, and a third fork
    // works while the others wait for a process, a browser or a minute to pass.
    pool: 'forks',
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a page, a process or a receiver is polled for comes late on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    globalSetup: ['test/template.ts'],
  },
})
