import { spawn } from 'node:child_process'
import { build } from './build.mjs'
import { orExplain } from './explain.mjs'
import { ROOT } from './install.mjs'

/** Plays random faults against the built program; arguments go on to faults/. */
await orExplain(async () => {
  await build()
  const args = ['dist/faults/main.js', ...process.argv.slice(2)]
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
  process.exitCode = await new Promise((done) => child.once('exit', (code) => done(code ?? 1)))
})
