import { configDefaults, defineConfig } from 'vitest/config'
import { longTests } from './test/long.ts'
import { scratchFolder } from './test/scratch.ts'
import { LongestFirst } from './test/sequence.ts'
import { testsTogether } from './test/together.ts'

const long = longTests()
const together = testsTogether()
/** Those of the tests that share processes, or have one each, that are long, or that are not. */
const shared = together.filter((path) => !long.includes(path))
const sharedLong = together.filter((path) => long.includes(path))
const ownLong = long.filter((path) => !together.includes(path))

export default defineConfig({
  test: {
    env: { TMPDIR: scratchFolder() },
    // Embedded databases are heavy. Two cores are what we count on, and a third fork works while
    // the others wait for a process, a browser or a minute to pass.
    pool: 'forks',
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a page, a process or a receiver is polled for comes late on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, ...together, ...ownLong],
          globalSetup: ['test/template.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: shared,
          isolate: false,
          globalSetup: ['test/template.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'long', include: ownLong, globalSetup: ['test/template.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'long together',
          include: sharedLong,
          isolate: false,
          globalSetup: ['test/template.ts'],
        },
      },
    ],
  },
})
