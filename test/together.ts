import { readdirSync, readFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * By what a test, or a file of tests it imports, shows that it wants a process for itself: it opens
 * a browser, starts other processes, plays faults, or changes or measures what a process shares.
 */
const ALONE = [
  /playwright-core|child_process|\/faults\/|platform\/metrics/,
  /\bvi\.|\bspeak\(|process\.(env\S* = |on\(|chdir|exitCode = |std\w+\.write = |memoryUsage)/,
]

/**
 * These look like it and leave nothing behind: a process that ends with its answer or with its test,
 * words of the faults' own account, a spy on an object the test made.
 */
const LEAVES_NOTHING = [
  'test/connections/tokens.test.ts',
  'test/connectors/database/mariadb-server.ts',
  'test/connectors/hooks/prove.test.ts',
  'test/erasure/archive.test.ts',
  'test/erasure/files.test.ts',
  'test/erasure/world.ts',
  'test/sandbox/opencrm/search.test.ts',
  'test/sync/pushes/wire.ts',
]

/**
 * The test files, from the root, that share processes with each other. Nine tenths of the time of a
 * small test go into loading the program: they load it once in a process instead of once a file.
 */
export function testsTogether(): string[] {
  const files = readdirSync(`${ROOT}test`, { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path))
  const texts = new Map(files.map((path) => [path, readFileSync(ROOT + path, 'utf8')]))
  return files.filter((path) => /\.test\.tsx?$/.test(path) && !isAlone(path, texts, new Set()))
}

function isAlone(path: string, texts: Map<string, string>, seen: Set<string>): boolean {
  const text = texts.get(path)
  // A file outside test/ is a part of the program, which changes nothing by being loaded.
  if (text === undefined || seen.has(path)) return false
  seen.add(path)
  const doesItself = !LEAVES_NOTHING.includes(path) && ALONE.some((sign) => sign.test(text))
  return doesItself || importsOf(path, text).some((one) => isAlone(one, texts, seen))
}

function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, written]) =>
    posix.join(dirname(path), written!),
  )
}
