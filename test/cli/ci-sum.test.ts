import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'homing-ci-sum-'))
afterAll(() => rmSync(folder, { recursive: true }))

function report(name: string, passed: number, failed: number, more: object = {}): string {
  const path = join(folder, name)
  const counts = { numPassedTests: passed, numFailedTests: failed, numPendingTests: 1 }
  const text = JSON.stringify({ ...counts, numTodoTests: 0, success: failed === 0, ...more })
  writeFileSync(path, text)
  return path
}

/** Exit code and last line of tools/ci-sum.mjs. */
async function sum(...args: string[]) {
  const tool = join(import.meta.dirname, '../../tools/ci-sum.mjs')
  const said = await run(process.execPath, [tool, ...args]).catch((error) => error)
  return [said.code ?? 0, String(said.stdout).trimEnd().split('\n').at(-1)]
}

const good = report('good.json', 40, 0)

test('sums every report', async () => {
  const other = report('other.json', 2, 0)
  expect(await sum('0', good, other)).toEqual([0, '42 passed, 0 failed, 2 skipped'])
})

test('a failed test is counted once, though its step failed too', async () => {
  const bad = report('bad.json', 5, 2)
  expect(await sum('1', good, bad)).toEqual([1, '45 passed, 2 failed, 2 skipped'])
})

test('what failed is told again at the end, with its file and the first words', async () => {
  const failed = { status: 'failed', fullName: 'adds up', failureMessages: ['expected 2'] }
  const file = { name: 'test/sum.test.ts', message: '', assertionResults: [failed] }
  const bad = report('named.json', 5, 1, { testResults: [file] })
  const tool = join(import.meta.dirname, '../../tools/ci-sum.mjs')
  const said = await run(process.execPath, [tool, '1', bad]).catch((error) => error)
  expect(said.stdout).toContain('FAILED test/sum.test.ts: adds up\n  expected 2\n')
})

test('a step that failed without a test shows as a failure', async () => {
  expect(await sum('1', good)).toEqual([1, '40 passed, 1 failed, 1 skipped'])
  const unloaded = report('unloaded.json', 0, 0, { success: false })
  expect(await sum('1', good, unloaded)).toEqual([1, '40 passed, 1 failed, 2 skipped'])
})

test('no report at all is a failure', async () => {
  expect(await sum('0', join(folder, 'absent.json'))).toEqual([1, '0 passed, 1 failed, 0 skipped'])
})
