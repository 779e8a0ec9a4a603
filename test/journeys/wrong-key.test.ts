import { spawn } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectRoot } from '../../src/project-root.ts'
import { build } from './processes.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'homing-key-'))
const file = join(dataDir, 'secret.key')
const OTHER = 'ab'.repeat(32)

beforeAll(() => build(), 120_000)
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

/** Starts Homing over the folder and ends it once it is up: how it ended, and what it said. */
function started(env: Record<string, string> = {}): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [join(projectRoot(), 'dist', 'src', 'main.js')], {
    env: { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir, PORT: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (piece: Buffer) => {
    said += piece.toString()
    if (said.includes('Homing is at')) child.kill('SIGTERM')
  })
  return new Promise((tell) => child.once('exit', (code) => tell({ code, said })))
}

test('a start with another key is refused in a sentence, and changes nothing', async () => {
  expect((await started()).said).toMatch(/Homing is at/)
  const refused = await started({ HOMING_SECRET: OTHER })
  expect(refused.code).toBe(1)
  expect(refused.said).toMatch(/^The secrets in this database are sealed with the key .*\n$/)
  expect(refused.said).not.toContain(OTHER)

  renameSync(file, `${file}.away`)
  expect((await started()).said).toMatch(/put back DATA_DIR\/secret\.key/)
  renameSync(`${file}.away`, file)
  expect((await started()).said).toMatch(/Homing is at/)
}, 180_000)

test('the operator may say that the key is lost; from then on the new one counts', async () => {
  const said = await started({ HOMING_SECRET: OTHER, KEY_IS_LOST: 'true' })
  expect(said.said).toMatch(/Homing is at/)
  expect((await started({ HOMING_SECRET: OTHER })).said).toMatch(/Homing is at/)
  expect((await started()).code).toBe(1)
}, 120_000)
