import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startChild } from '../../src/cli/demo/child.ts'
import { projectRoot } from '../../src/project-root.ts'
import { tryCli } from '../cli/try-cli.ts'
import { build, Site } from './processes.ts'

const site = new Site()

beforeAll(async () => {
  build()
  await site.open(1)
}, 180_000)

afterAll(() => site.close(), 60_000)

describe('a second Homing on the same embedded folder', () => {
  test('is refused with what to do, and leaves the first one alone', async () => {
    const second = startChild({
      name: 'second',
      script: join(projectRoot(), 'dist', 'src', 'main.js'),
      env: { ...process.env, DATABASE_URL: '', DATA_DIR: site.dataDir, PORT: '0' },
      logFile: join(site.folder, 'second.log'),
    })
    expect(await second.ended).toBe('status 1')
    expect(second.lastWords()).toContain('Another Homing is running on')
    expect(second.lastWords()).toContain('DATABASE_URL')
    expect(second.lastWords()).not.toMatch(/^\s+at /m)
    expect(await site.call('setup.state', {})).toEqual({ isNeeded: true })
  }, 60_000)

  test('is not needed for a backup, which the running one makes, and which restores', async () => {
    const file = join(site.folder, 'running.backup')
    const made = await tryCli(['--json', 'backup', file], { DATA_DIR: site.dataDir })
    expect(made, made.err).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(made.out)).toMatchObject({ key: 'not included', isEncrypted: false })
    const [key, DATA_DIR] = [join(site.dataDir, 'secret.key'), join(site.folder, 'restored')]
    const done = await tryCli(['restore', file, '--key-file', key], { DATA_DIR })
    expect(done, done.err).toMatchObject({ exitCode: 0 })
    const stranger = await fetch(`${site.homing.server.url}/operator/backup`, { method: 'POST' })
    expect(stranger.status).toBe(403)
    expect(await site.call('setup.state', {})).toEqual({ isNeeded: true })
  }, 180_000)

  test('may start as soon as the first was killed, and finds what it wrote', async () => {
    const body = { firm: 'Example', name: 'Ada', email: 'ada@example.com', timeZone: 'UTC' }
    await site.call('setup.create', { body: { ...body, password: 'a good long sentence' } })
    await site.kill()
    await site.startHoming()
    expect(await site.call('setup.state', {})).toEqual({ isNeeded: false })
  }, 60_000)
})
