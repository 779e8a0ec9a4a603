import { spawn } from 'node:child_process'
import { build } from './build.mjs'
import { orExplain } from './explain.mjs'
import { ROOT } from './install.mjs'

/** What is played where no test is named; `--long` chooses the long ones (test/long.ts). */
const SHORT = ['alone', 'browsing', 'together'].flatMap((name) => ['--project', name])
const LONG = ['long', 'long browsing', 'long together'].flatMap((name) => ['--project', name])

/**
 * The tests an engineer runs after a change, or, with --long first, the long ones. Arguments go on to
 * Vitest, and whatever they name is found among all: npm test -- test/cli
 */
await orExplain(async () => {
  await build()
  const given = process.argv.slice(2)
  const isLong = given[0] === '--long'
  const more = isLong ? given.slice(1) : given
  const named = more.some((one) => !one.startsWith('-'))
  const which = isLong ? LONG : named ? [] : SHORT
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...which, ...more]
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
  process.exitCode = await new Promise((done) => child.once('exit', (code) => done(code ?? 1)))
})
