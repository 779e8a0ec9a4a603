import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/cli/doctor/finding.ts'
import { machineFindings } from '../../src/cli/doctor/machine.ts'
import { templateDir } from '../template.ts'
import { scratch } from './scratch.ts'
import { tryCli } from './try-cli.ts'

const find = (findings: Finding[], name: string) => findings.find((one) => one.name === name)

describe('doctor', () => {
  test('looks at this machine without a server, and ends with 1 because none runs', async () => {
    const said = await tryCli(['doctor'], { DATA_DIR: scratch() })
    expect(said.exitCode).toBe(1)
    expect(said.out).toMatch(/^ok {6}Node: \d+\./m)
    expect(said.out).toMatch(/^ok {6}Database: Embedded/m)
    expect(said.out).toMatch(/^not ok {2}Server: .*\n {8}Remedy: Start Homing/m)
  })

  test('is JSON for programs', async () => {
    const said = await tryCli(['doctor', '--json'], { DATA_DIR: scratch() })
    const { ok, findings } = JSON.parse(said.out)
    expect(ok).toBe(false)
    expect(findings).toContainEqual(expect.objectContaining({ name: 'Node', ok: true }))
  })

  test('names every setting that is wrong', async () => {
    const env = { DATA_DIR: scratch(), PORT: 'many', HOMING_SECRET: 'short' }
    const settings = find(await machineFindings(env), 'Settings')
    expect(settings).toMatchObject({ ok: false })
    expect(settings!.sentence).toContain('PORT')
    expect(settings!.sentence).toContain('HOMING_SECRET')
  })

  test('sees a missing, a damaged and an open secret key', async () => {
    const DATA_DIR = scratch()
    const key = join(DATA_DIR, 'secret.key')
    const seen = async () => find(await machineFindings({ DATA_DIR }), 'Secret key')
    expect(await seen()).toMatchObject({ ok: true })
    writeFileSync(key, 'a'.repeat(64), { mode: 0o600 })
    expect(await seen()).toMatchObject({ ok: true })
    chmodSync(key, 0o644)
    expect(await seen()).toMatchObject({ ok: false, remedy: `Run chmod 600 ${key}.` })
    writeFileSync(key, 'damaged')
    expect(await seen()).toMatchObject({ ok: false, sentence: `${key} is damaged.` })
  })

  test('a database without its key is told before anything is lost', async () => {
    const DATA_DIR = scratch()
    await cp(await templateDir(), join(DATA_DIR, 'pgdata'), { recursive: true })
    const findings = await machineFindings({ DATA_DIR })
    expect(find(findings, 'Secret key')).toMatchObject({ ok: false })
    expect(find(findings, 'Database')).toMatchObject({ ok: true })
    expect(find(findings, 'Database')!.sentence).toMatch(/\d+ migrations, up to date/)
  })

  test('a folder that holds no database is told with the remedy', async () => {
    const DATA_DIR = scratch()
    mkdirSync(join(DATA_DIR, 'pgdata'))
    writeFileSync(join(DATA_DIR, 'pgdata', 'PG_VERSION'), '9.6\n')
    const database = find(await machineFindings({ DATA_DIR }), 'Database')
    expect(database).toMatchObject({ ok: false })
    expect(database!.remedy).toContain('backup')
  })

  test('a server that does not let us in is told with the remedy', async () => {
    const env = { DATA_DIR: scratch(), DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none' }
    const database = find(await machineFindings(env), 'Database')
    expect(database).toMatchObject({ ok: false })
    expect(database!.remedy).toContain('DATABASE_URL')
  })
})
