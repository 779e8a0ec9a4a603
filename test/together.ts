import { readdirSync, readFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * By what a test, or a file of tests it imports, shows that it wants a process for itself: it opens
 * a browser, starts other processes, plays faults, or changes or measures what a process shares.
 */
const ALONE = [
  /(?<!^import type .*)'playwright-core|child_process|screens\/homing|\/faults\/|platform\/metrics/m,
  /\bvi\.(?!waitFor)|\bspeak\(|process\.(env\S* = |on\(|chdir|exitCode = |std\w+\.write = |memoryUsage)/,
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

/** What opens the browser of a process, and programs that end with the file that started them. */
const BROWSER = 'test/web/browser.ts'
const BROWSING = [BROWSER, 'test/web/homing.ts']

/** The test files, from the root, that share processes with others of their kind. */
export interface Together {
  /**
   * Nine tenths of the time of a small test go into loading the program: they load it once in a
   * process instead of once a file.
   */
  plain: string[]
  /** These share the browser of their process as well. */
  browsing: string[]
}

/** Which test files share processes: all that leave nothing behind in one. */
export function testsTogether(): Together {
  const files = readdirSync(`${ROOT}test`, { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path))
  const texts = new Map(files.map((path) => [path, readFileSync(ROOT + path, 'utf8')]))
  const tests = files.filter((path) => /\.test\.tsx?$/.test(path))
  const sharing = (harmless: string[]) =>
    tests.filter((path) => {
      const reached = [...reachedFrom(path, texts)].filter((one) => !harmless.includes(one))
      return !reached.some((one) => ALONE.some((sign) => sign.test(texts.get(one)!)))
    })
  const plain = sharing(LEAVES_NOTHING)
  const browsing = sharing([...LEAVES_NOTHING, ...BROWSING]).filter((path) =>
    reachedFrom(path, texts).has(BROWSER),
  )
  return { plain, browsing }
}

/**
 * The file and the files of tests it imports. One outside test/ is a part of the program, which
 * changes nothing by being loaded.
 */
function reachedFrom(path: string, texts: Map<string, string>, seen = new Set<string>()) {
  const text = texts.get(path)
  if (text === undefined || seen.has(path)) return seen
  seen.add(path)
  for (const one of importsOf(path, text)) reachedFrom(one, texts, seen)
  return seen
}

function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, written]) =>
    posix.join(dirname(path), written!),
  )
}
