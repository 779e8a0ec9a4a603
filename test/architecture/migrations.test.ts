import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../src/project-root.ts'

const FOLDER = join(projectRoot(), 'migrations')
/** They moved nothing; what they were to fill is filled as it is told and read again. */
const BLIND = ['0047_owners_of_fields.sql', '0048_second_look.sql']

/** Statements of a migration itself; those of functions begin further in. An insert would be refused. */
const MOVES = /^(?:update|delete from) (\w+)/gm
const FENCES = /^call fence\('(\w+)'\)/gm

/** Moved rows of tables whose fence stands while they are moved: the owner sees none of them. */
function blindMoves(text: string, fenced: ReadonlySet<string>): string[] {
  return [...text.matchAll(MOVES)]
    .map(([, table]) => table!)
    .filter((table) => fenced.has(table))
    .filter((table) => !text.includes(`alter table ${table} no force row level security`))
}

test('rows behind a fence are moved by a migration that lifts it', () => {
  const texts = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')])
  const fenced = new Set(
    texts.flatMap(([, text]) => [...text!.matchAll(FENCES)].map((one) => one[1]!)),
  )
  expect(fenced.has('consent_kept')).toBe(true)
  const blind = texts
    .filter(([, text]) => blindMoves(text!, fenced).length > 0)
    .map(([name]) => name)
  expect(blind).toEqual(BLIND)
  expect(blindMoves('delete from consent_kept;', fenced)).toEqual(['consent_kept'])
})
