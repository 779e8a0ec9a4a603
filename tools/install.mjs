/**
 * Installs the packages of package-lock.json, where that has not been done yet. Only what Node
 * itself brings is used here: nothing else is there on a fresh clone.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { requireNode } from './node-version.mjs'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
const STAMP = join(ROOT, 'node_modules', '.homing-installed')

/** Promises node_modules as the lock file says. What npm has to say goes to standard error. */
export async function install() {
  requireNode()
  const lock = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')))
  const wanted = `${lock.digest('hex')} ${process.platform} ${process.arch}\n`
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return
  if (!existsSync(STAMP) && isInstalledByHand()) {
    writeFileSync(STAMP, wanted)
    return
  }
  process.stderr.write('Installing packages (npm ci) ...\n')
  const started = Date.now()
  await npm([
    'ci',
    '--include=dev',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
  ])
  writeFileSync(STAMP, wanted)
  process.stderr.write(`Installed in ${((Date.now() - started) / 1000).toFixed(1)} s.\n`)
}

/** npm leaves a copy of the lock it installed from: the same packages, nothing to do. */
function isInstalledByHand() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return false
  const there = JSON.parse(readFileSync(installed, 'utf8')).packages ?? {}
  const { '': _root, ...asked } = JSON.parse(
    readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
  ).packages
  return Object.entries(asked).every(
    ([path, entry]) => entry.optional === true || there[path]?.version === entry.version,
  )
}

function npm(args) {
  // The level is said here because .npmrc keeps npm quiet; an installation that fails says why.
  const all = [...args, '--loglevel=error']
  const inside = process.env.npm_execpath
  const isNpm = inside !== undefined && /npm-cli\.c?js$/.test(inside)
  const [command, rest] = isNpm ? [process.execPath, [inside, ...all]] : ['npm', all]
  const child = spawn(command, rest, {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: !isNpm && process.platform === 'win32',
  })
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code, signal) => {
      if (code === 0) done()
      else fail(new Error(`npm ci ended with ${signal ?? `status ${code}`}; its words are above.`))
    })
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await install()
