/**
 * Makes the data of a release, from which the upgrade test starts: a small firm on PostgreSQL, lived
 * in through the API and the sandbox until every table has rows, and dumped as plain SQL that both
 * engines read. Run once when a version is released, at its commit:
 *
 *   FIXTURE_DATABASE_URL=postgresql://… node tools/release-fixture.mjs test/fixtures/release-0.1.0
 *
 * The URL names an empty database; pg_dump of its version must be on the PATH. Writes FILE.sql.gz,
 * and FILE.json with what the test has to find again.
 */
import { execFileSync, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { build } from './build.mjs'
import { orExplain } from './explain.mjs'
import { ROOT } from './install.mjs'

/** Not a secret: it seals a sandbox's tokens, and the test opens them with it. */
const SECRET = '5a'.repeat(32)
const PASSWORD = 'every event comes home'
const SIZE = { companies: 8, households: 6, unattached: 4 }
const TWO_WEEKS_MS = 14 * 24 * 3600 * 1000
const POLLS_MAX = 1200
const POLL_MS = 50
/** Rows of the import that is cut off: enough that it is not done when the power goes. */
const CUT_ROWS = 1500

await orExplain(async () => {
  const url = process.env.FIXTURE_DATABASE_URL
  const target = process.argv[2]
  if (url === undefined || target === undefined) throw new Error('See the top of this file.')
  await build()
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  try {
    await live(url, database)
    // 0.1.0 reads contacts' ids and writes none of them: this table's rows are made by hand.
    await database.query(
      `insert into contact_identity select i.workspace_id, i.connection_id, a.id, 'contact-' || a.id
       from campaign_identity i join address a on a.workspace_id = i.workspace_id
       where i.kind = 'campaign' order by 1, 2, 3 limit 5 on conflict do nothing`,
    )
    await refuseEmptyTables(database)
    const counts = await countRows(database)
    writeFileSync(`${target}.sql.gz`, gzipSync(dump(url), { level: 9 }))
    const known = { secret: SECRET, password: PASSWORD, counts, figures: await figures(database) }
    writeFileSync(`${target}.json`, `${JSON.stringify(known, null, 2)}\n`)
  } finally {
    await database.end()
  }
})

async function live(url, database) {
  const { startSandbox, sandboxClient, lawFirm, tokenPath, authorizePath, apiPath } =
    await import('../dist/sandbox/index.js')
  const sandbox = await startSandbox({
    world: lawFirm(1, SIZE),
    now: Date.now() - TWO_WEEKS_MS,
    enforceLimits: false,
  })
  sandbox.clock.runUntilQuiet()
  const homing = await startHoming(url, new URL(sandbox.url).host)
  try {
    const ask = await signIn(homing.url)
    const csv = await (await fetch(`${sandbox.url}/_sandbox/people.csv`)).text()
    // One row that is refused, so that refusals are among the data.
    await finished(ask, 'imports', await ask('POST', '/api/imports', `${csv}refused,,,\n`))
    const settings = {
      apiUrl: sandbox.url + apiPath,
      authorizeUrl: sandbox.url + authorizePath,
      tokenUrl: sandbox.url + tokenPath,
      clientId: sandboxClient.clientId,
      clientSecret: sandboxClient.clientSecret,
    }
    for (const variant of ['impossible-date', 'unknown-type']) {
      sandbox.faults.add({ kind: 'malformed-row', variant, match: { path: '/tracking/opens' } })
    }
    const { accessToken, refreshToken } = sandbox.issueTokens()
    const connector = 'constant-contact'
    const name = 'Constant Contact'
    const tokens = { accessToken, refreshToken }
    const body = { connector, name, settings: { ...settings, ...tokens } }
    const { id } = await ask('POST', '/api/connections', body)
    await finished(ask, 'runs', await ask('POST', `/api/connections/${id}/runs`))
    const other = await ask('POST', '/api/connections', { connector, name: 'Second', settings })
    await ask('POST', `/api/connections/${other.id}/authorisation`)
    await cutOffAnImport(homing, ask, database)
  } finally {
    homing.child.kill('SIGKILL')
    await sandbox.close()
  }
}

/** The power goes while an import is under way: its file and its keys stay in their tables. */
async function cutOffAnImport(homing, ask, database) {
  const rows = Array.from({ length: CUT_ROWS }, (_, row) => {
    return `cut-${row},Cut,Off${row},cut.off.${row}@harrowgate.example`
  })
  await ask('POST', '/api/imports', ['id,first name,last name,email', ...rows].join('\n'))
  for (let poll = 0; poll < POLLS_MAX * 20; poll++) {
    const { rows: keys } = await database.query('select 1 from import_key limit 1')
    if (keys.length > 0) break
    await sleep(2)
  }
  homing.child.kill('SIGKILL')
  await homing.ended
}

async function startHoming(url, mayCall) {
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'src', 'main.js')], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: url,
      HOMING_SECRET: SECRET,
      PORT: String(port),
      ALLOW_PRIVATE_ADDRESSES: mayCall,
      SAMPLE_WORLD: 'true',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = new Promise((done) => child.once('exit', done))
  const homing = { child, ended, url: `http://127.0.0.1:${port}` }
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const answer = await fetch(`${homing.url}/health`).catch(() => null)
    if (answer?.ok) return homing
    await sleep(POLL_MS)
  }
  throw new Error('Homing does not answer.')
}

/** Sets the firm up, signs in (once with a wrong password), makes a key, and asks by the session. */
async function signIn(url) {
  let cookie
  const ask = async (method, path, body, isBad = false) => {
    const isCsv = typeof body === 'string'
    const response = await fetch(url + path, {
      method,
      headers: {
        origin: url,
        ...(cookie === undefined ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': isCsv ? 'text/csv' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isCsv ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok && !isBad) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    cookie ??= response.headers.get('set-cookie')?.split(';')[0]
    return text === '' ? null : JSON.parse(text)
  }
  const email = 'dana@harrowgate.example'
  const firm = { firm: 'Harrowgate Lindqvist LLP', name: 'Dana Demo', timeZone: 'Europe/Paris' }
  await ask('POST', '/api/session', { email: 'no@body.example', password: 'wrong' }, true)
  await ask('POST', '/api/setup', { ...firm, email, password: PASSWORD })
  if (cookie === undefined) await ask('POST', '/api/session', { email, password: PASSWORD })
  await ask('POST', '/api/keys', { name: 'for a script', role: 'viewer' })
  return ask
}

async function finished(ask, kind, { id }) {
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const now = await ask('GET', `/api/${kind}/${id}`)
    if (now.status === 'done') return
    if (now.status === 'failed') throw new Error(`${kind} ${id} failed: ${now.message}`)
    await sleep(POLL_MS)
  }
  throw new Error(`${kind} ${id} does not end.`)
}

async function refuseEmptyTables(database) {
  const empty = Object.entries(await countRows(database)).filter(([, rows]) => rows === 0)
  if (empty.length === 0) return
  throw new Error(`Tables without rows: ${empty.map(([name]) => name).join(', ')}.`)
}

async function countRows(database) {
  const { rows: tables } = await database.query(
    `select relname as name from pg_class where relkind in ('r', 'p') and not relispartition
     and relnamespace = 'public'::regnamespace order by relname`,
  )
  const counts = {}
  for (const { name } of tables) {
    const { rows } = await database.query(`select count(*)::int as rows from "${name}"`)
    counts[name] = rows[0].rows
  }
  return counts
}

async function figures(database) {
  const { rows } = await database.query(
    `select c.name as campaign, n.kind, n.people, n.events::int as events from campaign_count n
     join campaign c on c.id = n.campaign_id order by 1, 2`,
  )
  return rows
}

/** Rows as inserts, and without psql's own commands, so that any client can run it. */
function dump(url) {
  const text = execFileSync(
    'pg_dump',
    ['--inserts', '--rows-per-insert=200', '--no-owner', '--no-comments', url],
    { encoding: 'utf8', maxBuffer: 512 * 1024 * 1024 },
  )
  return text.replace(/^\\(un)?restrict .*$/gm, '')
}
