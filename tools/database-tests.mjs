/**
 * Prints the test files that use test/database.ts, by themselves or through another file: those
 * that run a second time on PostgreSQL.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { ROOT } from './install.mjs'

const DATABASE = 'test/database.ts'

const importsOf = new Map(
  readdirSync(join(ROOT, 'test'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) =>
      posix.join(entry.parentPath.slice(ROOT.length).replaceAll('\\', '/'), entry.name),
    )
    .map((path) => [path, importsIn(path)]),
)

const using = [...importsOf.keys()].filter((path) => /\.test\.tsx?$/.test(path) && reaches(path))
if (using.length === 0) {
  process.stderr.write(`No test uses ${DATABASE}: something is wrong with this tool.\n`)
  process.exit(1)
}
process.stdout.write(`${using.sort().join('\n')}\n`)

function importsIn(path) {
  const text = readFileSync(join(ROOT, path), 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, written]) =>
    posix.join(dirname(path), written),
  )
}

function reaches(path, seen = new Set()) {
  if (path === DATABASE) return true
  if (seen.has(path)) return false
  seen.add(path)
  return (importsOf.get(path) ?? []).some((target) => reaches(target, seen))
}
