import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { scratch } from './scratch.ts'
import { Problem, stubServer } from './stub-server.ts'
import { tryCli } from './try-cli.ts'

let stub: Awaited<ReturnType<typeof stubServer>> | undefined

afterEach(async () => {
  const faults = stub?.faults ?? []
  await stub?.close()
  stub = undefined
  expect(faults).toEqual([])
})

async function against(answers: Parameters<typeof stubServer>[0]) {
  stub = await stubServer(answers)
  return { HOMING_URL: stub.url, HOMING_API_KEY: 'hmg_test' }
}

const ANALYST = {
  name: 'bi',
  login: 'homing_bi',
  role: 'viewer' as const,
  createdBy: 'Ruth',
  createdAt: '2026-05-03T12:00:00.000Z',
  canConnect: true,
}

describe('homing ledger', () => {
  test('exports up to the position it tells, and goes on behind one', async () => {
    const asked: Record<string, string>[] = []
    const env = await against({
      'ledger.position': () => ({ position: 'NOW' }),
      'ledger.csv': ({ query }) => {
        asked.push(query)
        return 'at,kind\r\n'
      },
    })
    const position = await tryCli(['ledger', 'position'], env)
    expect(position.out).toBe('NOW\n')
    const first = await tryCli(['ledger', 'export'], env)
    expect(first.out).toBe('at,kind\r\n')
    expect(first.err).toContain('--after NOW')
    const more = ['--campaign', '3', '--campaign', '5', '--since', '2026-05-01', '--kinds', 'open']
    const next = await tryCli(['ledger', 'export', '--after', 'THEN', ...more], env)
    expect(next.exitCode).toBe(0)
    expect(asked).toEqual([
      { upTo: 'NOW' },
      {
        ...{ after: 'THEN', upTo: 'NOW', campaigns: '3,5', kinds: 'open' },
        since: '2026-05-01T00:00:00.000Z',
      },
    ])
  })

  test('writes a file whole or leaves what was there', async () => {
    const file = join(scratch(), 'ledger.parquet')
    let isRefused = false
    const env = await against({
      'ledger.parquet': () =>
        isRefused ? new Problem({ status: 409, title: 'No', detail: 'Another database.' }) : 'PAR1',
    })
    const args = ['ledger', 'export', '--format', 'parquet', '--up-to', 'THEN', '--out', file]
    expect(await tryCli(args, env)).toMatchObject({ exitCode: 0, out: '' })
    expect(readFileSync(file, 'utf8')).toBe('PAR1')
    writeFileSync(file, 'before')
    isRefused = true
    const refused = await tryCli(args, env)
    expect(refused.exitCode).not.toBe(0)
    expect(refused.err).toContain('Another database.')
    expect(refused.err).not.toContain('--after')
    expect(readFileSync(file, 'utf8')).toBe('before')
    expect(existsSync(`${file}.part`)).toBe(false)
  })

  test('refuses Parquet on standard output and what is no moment, asking nobody', async () => {
    const env = await against({})
    const parquet = await tryCli(['ledger', 'export', '--format', 'parquet'], env)
    expect(parquet).toMatchObject({ exitCode: 2 })
    expect(parquet.err).toContain('Parquet is no text')
    const moment = await tryCli(['ledger', 'export', '--since', 'yesterday'], env)
    expect(moment.exitCode).toBe(2)
    expect(moment.err).toContain('That is no moment')
  })
})

describe('homing analysts', () => {
  test('lists, adds and removes; the password is told once', async () => {
    const connecting = { host: '::1', port: 5432, database: 'my db', user: 'homing_bi' }
    const env = await against({
      'analysts.list': () => ({ items: [ANALYST, { ...ANALYST, name: 'old', canConnect: false }] }),
      'analysts.add': ({ body }) => {
        expect(JSON.parse(body)).toEqual({ name: 'bi', role: 'viewer' })
        return { analyst: ANALYST, connecting: { ...connecting, password: 'once' } }
      },
      'analysts.remove': ({ params }) => {
        expect(params).toEqual({ name: 'bi' })
      },
    })
    const listed = await tryCli(['analysts', 'list'], env)
    expect(listed.out).toMatch(/bi +homing_bi +viewer +yes +Ruth/)
    expect(listed.out).toMatch(/old +homing_bi +viewer +no such login here/)
    const added = await tryCli(['analysts', 'add', 'bi'], env)
    expect(added.out).toContain("psql 'postgresql://homing_bi:once@[::1]:5432/my%20db'")
    expect(added.err).toContain('not shown again')
    const removed = await tryCli(['analysts', 'remove', 'bi'], env)
    expect(removed.out).toBe('bi reads nothing any more.\n')
  })
})
