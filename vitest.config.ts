import { configDefaults, defineConfig } from 'vitest/config'
import { longTests } from './test/long.ts'
import { scratchFolder } from './test/scratch.ts'
import { LongestFirst } from './test/sequence.ts'
import { testsTogether } from './test/together.ts'

const long = longTests()
const { plain, browsing } = testsTogether()
const together = [...plain, ...browsing]
const isLong = (path: string) => long.includes(path)
const isShort = (path: string) => !isLong(path)

/** Tests that share processes with others of the project, one after the other. */
const sharing = (name: string, include: string[], env = {}) => ({
  extends: true as const,
  test: { name, include, env, isolate: false, globalSetup: ['test/template.ts'] },
})
/** The browser too is the next file's (test/web/browser.ts). */
const BROWSER = { BROWSER_STAYS: 'yes' }

export default defineConfig({
  test: {
    env: { TMPDIR: scratchFolder() },
    // Embedded databases are heavy. Two cores are what we count on, and a third fork works while
    // the others wait for a process, a browser or a minute to pass.
    pool: 'forks',
    maxWorkers: 3,
    // Each project would make its own JavaScript of all the program, in every run anew. It is kept
    // by what it was made of, and removed when the packages change.
    experimental: { fsModuleCache: true, fsModuleCachePath: '.cache/modules' },
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
          exclude: [...configDefaults.exclude, ...together, ...long],
          globalSetup: ['test/template.ts'],
        },
      },
      sharing('browsing', browsing.filter(isShort), BROWSER),
      sharing('together', plain.filter(isShort)),
      {
        extends: true,
        test: {
          name: 'long',
          include: long.filter((path) => !together.includes(path)),
          globalSetup: ['test/template.ts'],
        },
      },
      sharing('long browsing', browsing.filter(isLong), BROWSER),
      sharing('long together', plain.filter(isLong)),
    ],
  },
})
