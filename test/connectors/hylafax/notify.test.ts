import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Failure } from '../../../src/connectors/index.ts'
import { lineOf, read, reading, recordOf } from './lines.ts'

const run = promisify(execFile)
const SCRIPT = 'src/connectors/esp/hylafax/homing-notify'
const AT = 1_781_528_700
const JOB = {
  jobid: '7',
  commid: '00000042',
  number: '01225 446000',
  jobtag: 'Budget 2026',
  sender: 'ada@firm.example',
  status: '',
}

const told = (why: string, more: { job?: object; calls?: unknown[] } = {}) => {
  const body = { why, at: String(AT), job: { ...JOB, ...more.job }, calls: more.calls ?? [] }
  return reading().hooks.read(Buffer.from(JSON.stringify(body)))
}

describe('what the server tells', () => {
  test.each(['done', 'requeued', 'failed'])('of a call (%s) is what the log tells', (why) => {
    const line = lineOf({ reason: why === 'done' ? '' : 'Busy signal detected' })
    const { rows, campaigns } = told(why, { calls: [recordOf(line)] })
    expect({ rows, campaigns }).toEqual({
      rows: read([line]).rows,
      campaigns: read([line]).campaigns,
    })
  })

  test.each(['rejected', 'removed', 'killed', 'timedout', 'format_failed', 'no_formatter'])(
    'of a job that was given up (%s) is a failure that says nothing of the number',
    (why) => {
      const { rows, campaigns } = told(why, { job: { commid: '' } })
      expect(rows).toMatchObject([
        { kind: 'bounce', address: '+441225446000', occurredAt: AT * 1000, bounce: { code: why } },
      ])
      expect(rows[0]!.bounce).toMatchObject({ class: 'other', note: expect.stringMatching(/\.$/) })
      expect(campaigns).toMatchObject([{ id: 'tag:Budget 2026' }])
    },
  )

  test('of one given up after a call is the call and the end', () => {
    const line = lineOf({ reason: 'Busy signal detected' })
    const { rows } = told('timedout', { calls: [recordOf(line)] })
    expect(rows.map(({ kind }) => kind)).toEqual(['sent', 'bounce', 'bounce'])
  })

  test('of a call without its line is kept as a problem: the log would tell it a second time', () => {
    expect(told('done').refused).toMatchObject([{ field: 'calls' }])
    expect(told('failed').refused).toMatchObject([{ field: 'calls' }])
    expect(told('failed', { job: { commid: '' } }).rows).toHaveLength(1)
  })

  test('in a word nobody knows is refused, and what is no news is none', () => {
    expect(told('sung').refused).toMatchObject([{ field: 'why' }])
    expect(told('blocked')).toMatchObject({ rows: [], refused: [] })
    expect(() => reading().hooks.read(Buffer.from('<html>'))).toThrow(Failure)
  })
})

describe('the script of the server', () => {
  let spool: string
  beforeEach(async () => {
    spool = await mkdtemp(join(tmpdir(), 'homing-hylafax-'))
    for (const folder of ['etc', 'log', 'doneq', 'bin']) await mkdir(join(spool, folder))
    const conf = "HOMING_HOOK='https://homing.example/hooks/abc'\nHOMING_USER='fax:pass'\n"
    await writeFile(join(spool, 'etc/homing.conf'), conf)
    // In the place of curl: keeps what it was given.
    const curl = '#!/bin/sh\necho "$@" > args\ncat /dev/fd/3 > config\ncat > body\n'
    await writeFile(join(spool, 'bin/curl'), curl)
    await chmod(join(spool, 'bin/curl'), 0o755)
  })
  afterEach(() => rm(spool, { recursive: true, force: true }))

  const text = (name: string) => readFile(join(spool, name), 'utf8')
  async function notify(why: string, qfile: string, log: string): Promise<Buffer> {
    await writeFile(join(spool, 'doneq/q7'), qfile)
    await writeFile(join(spool, 'log/xferfaxlog'), log)
    const env = { PATH: `${join(spool, 'bin')}:${process.env['PATH']}` }
    await run('sh', [join(process.cwd(), SCRIPT), 'doneq/q7', why], { cwd: spool, env })
    return readFile(join(spool, 'body'))
  }

  const qfile = (more: Record<string, string> = {}) =>
    Object.entries({ ...JOB, mailaddr: 'ada@firm.example', npages: '2', ...more })
      .map(([tag, value]) => `${tag}:${value}\n`)
      .join('')

  test('tells a call as the log does, word by word', async () => {
    const jobtag = 'Café "Größe" \\ 100 %'
    const mine = lineOf({ jobtag, reason: 'Busy signal detected' })
    const log = [lineOf({ jobid: '8' }), mine, lineOf({ commid: '00000041' })].join('\n')
    const body = await notify('requeued', qfile({ jobtag }), `${log}\n`)
    const page = reading().hooks.read(body)
    expect(page.rows).toEqual(read([mine]).rows)
    expect(page.campaigns).toEqual(read([mine]).campaigns)
    expect(page.campaigns).toMatchObject([{ name: jobtag }])
  })

  test('tells no secret to a list of processes', async () => {
    await notify('done', qfile(), `${lineOf()}\n`)
    expect(await text('args')).not.toMatch(/hooks|pass/)
    expect(await text('config')).toBe(
      'url = "https://homing.example/hooks/abc"\nuser = "fax:pass"\n',
    )
  })

  test('tells a job that was given up by the number as it is shown, and nothing of a wait', async () => {
    const given = qfile({ commid: '', external: '+44 1225 446001', status: 'Rejected' })
    const page = reading().hooks.read(await notify('rejected', given, ''))
    expect(page.rows).toMatchObject([{ kind: 'bounce', address: '+441225446001' }])
    await rm(join(spool, 'body'))
    await expect(notify('blocked', given, '')).rejects.toThrow(/ENOENT/)
  })
})
