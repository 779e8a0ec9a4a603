import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface Source {
  /** From the root of the project, with slashes: src/people/index.ts */
  path: string
  text: string
  lines: string[]
  imports: Import[]
}

export interface Import {
  /** As it is written. */
  written: string
  /** Path from the root, for a relative import; null for a package. */
  target: string | null
  /** The package, for one: "kysely", "@hono/node-server", "node:fs". */
  package: string | null
}

/** Every TypeScript file under the named folders, with what it imports, in any form. */
export function sourcesUnder(...folders: string[]): Source[] {
  return folders.flatMap((folder) => filesUnder(join(ROOT, folder)).map(readSource))
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function readSource(file: string): Source {
  const text = readFileSync(file, 'utf8')
  const path = relative(ROOT, file).split(sep).join('/')
  // preProcessFile finds import, export … from, import type and dynamic import() alike.
  const { importedFiles } = ts.preProcessFile(text, true, true)
  const imports = importedFiles.map(({ fileName }) => importOf(path, fileName))
  return { path, text, lines: text.split('\n'), imports }
}

function importOf(path: string, written: string): Import {
  if (written.startsWith('.')) {
    return { written, target: posix.join(dirname(path), written), package: null }
  }
  const parts = written.split('/')
  const name = parts.slice(0, written.startsWith('@') ? 2 : 1).join('/')
  return { written, target: null, package: name }
}
