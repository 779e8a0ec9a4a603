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
  /\bvi\.|process\.(env\S* = |on\(|chdir|exitCode = |std\w+\.write = |memoryUsage)/,
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
  const doesItself = ALONE.some((sign) => sign.test(text))
  return doesItself || importsOf(path, text).some((one) => isAlone(one, texts, seen))
}

function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, written]) =>
    posix.join(dirname(path), written!),
  )
}
