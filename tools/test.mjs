import { spawn } from 'node:child_process'
import { build } from './build.mjs'
import { orExplain } from './explain.mjs'
import { ROOT } from './install.mjs'

/** Every test; arguments go on to Vitest: npm test -- test/cli */
await orExplain(async () => {
  await build()
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
  process.exitCode = await new Promise((done) => child.once('exit', (code) => done(code ?? 1)))
})
