/**
 * Builds what has changed since the last build: the server (dist/src, dist/sandbox, dist/bench,
 * dist/faults), the web app (dist/web) and the migrated template of the embedded database
 * (dist/template).
 * Each part carries a hash of what it was made from, so that an up-to-date one costs nothing.
 */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { withBuildLock } from './build-lock.mjs'
import { fingerprint, isFresh, markFresh } from './fingerprint.mjs'
import { install, ROOT } from './install.mjs'

const DIST = join(ROOT, 'dist')

const PARTS = {
  server: {
    inputs: ['src', 'sandbox', 'bench', 'faults', 'tsconfig.json', 'tsconfig.server.json'],
    leaves: ['src/web'],
    outputs: ['src', 'sandbox', 'bench', 'faults'],
    make: () => run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.server.json'),
  },
  web: {
    inputs: ['src/web', 'src/api/contract', 'tools/messages', 'vite.config.ts', 'tsconfig.json'],
    outputs: ['web'],
    make: () => run('node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'),
  },
  template: {
    inputs: ['migrations', 'src/platform/database', 'src/platform/jobs', 'tools/template.mjs'],
    outputs: ['template'],
    make: () => run('tools/template.mjs', join(DIST, 'template')),
  },
}

/** Promises a dist/ that fits the sources. All words go to standard error. */
export async function build() {
  await install()
  await withBuildLock(DIST, async () => {
    // The template is made by the built server; the web app needs nobody and goes beside them.
    await Promise.all([part('server').then(() => part('template')), part('web')])
  })
}

async function part(name) {
  const { inputs, leaves = [], outputs, make } = PARTS[name]
  const wanted = fingerprint(ROOT, [...inputs, 'package-lock.json'], leaves)
  if (isFresh(DIST, name, outputs, wanted)) return
  const started = Date.now()
  for (const output of outputs) rmSync(join(DIST, output), { recursive: true, force: true })
  await make()
  markFresh(DIST, name, wanted)
  process.stderr.write(`Built the ${name} in ${((Date.now() - started) / 1000).toFixed(1)} s.\n`)
}

function run(script, ...args) {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code, signal) => {
      if (code === 0) done()
      else fail(new Error(`${script} ended with ${signal ?? `status ${code}`}.`))
    })
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { orExplain } = await import('./explain.mjs')
  await orExplain(build)
}
