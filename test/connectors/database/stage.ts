import { database } from '../../../src/connectors/crm/database/index.ts'
import { createVendorSql, proofOf, type Vendor } from '../../../src/connectors/index.ts'
import {
  compile,
  createSql,
  type Sql,
  SqlFault,
  type SqlFaultKind,
} from '../../../src/platform/sql/index.ts'
import { fakeClock } from '../../platform/http/server.ts'
import type { ActivitiesStage, HeldEntry } from '../activities-conformance.ts'
import type { WorldFault } from '../conformance.ts'
import type { PeopleStage, TrueRecord } from '../people-conformance.ts'
import type { Firm } from './firm.ts'

/** The database has a clock of its own, so that ours must be right. */
export const NOW = Date.now()
const MINUTE_MS = 60_000
const PEOPLE = 1_203
const ORGANIZATIONS = 30

const FAULTS: Partial<Record<WorldFault, SqlFaultKind>> = {
  throttled: 'full',
  server_error: 'busy',
  no_answer: 'statement_timeout',
  cut_body: 'connection',
  reset: 'connection',
  token_refused: 'login',
  scope_missing: 'forbidden',
  not_found: 'missing',
  bad_request: 'refused',
}

/** What an API has and a database does not. */
export const LACKS: readonly WorldFault[] = ['quota', 'html_page', 'next_is_itself']

type Wrong = (of: { text: string; run: () => Promise<Row[]> }) => Promise<Row[]>
type Row = Awaited<ReturnType<Sql['run']>>[number]

/** A real line to a real database, on which something may go wrong. */
export function lineTo(firm: Firm, now = NOW) {
  const real = createSql({ allowPrivate: true })
  let wrong: Wrong | null = null
  const sql: Sql = {
    ...real,
    run(target, statement, signal) {
      const run = () => real.run(target, statement, signal)
      const { text } = compile(target.engine, statement)
      return wrong === null ? run() : wrong({ text, run })
    },
  }
  return {
    sql: real,
    vendor: () => vendorOn(sql, firm, now),
    meet: (what: Wrong | null) => {
      wrong = what
    },
    close: () => real.close(),
  }
}

export function vendorOn(sql: Sql, firm: Pick<Firm, 'settings' | 'password'>, now = NOW): Vendor {
  const { settings, password } = firm
  const clock = fakeClock(now)
  const proof = async () => proofOf({ password })
  return {
    settings,
    now: clock.now,
    http: { request: () => Promise.reject(new Error('A database is not asked by HTTP.')) },
    sql: createVendorSql({
      connector: database,
      part: database.sql!,
      settings,
      tokens: { current: proof, renew: proof },
      pace: { take: async () => {}, block: () => {} },
      sql,
      clock,
      random: () => 0.5,
    }),
  }
}

export async function startStage(open: () => Promise<Firm>): Promise<PeopleStage> {
  const firm = await open()
  await fill(firm)
  const line = lineTo(firm, Date.now())
  let later = NOW
  const move = async ({ module, id }: TrueRecord, set: string, value: string | boolean) => {
    later += MINUTE_MS
    await firm.run(`update own_${module} set changed_at = ?, ${set} = ? where id = ?`, [
      momentOf(later),
      value,
      id,
    ])
  }
  return {
    connector: database,
    vendor: line.vendor,
    records: async () => {
      const both = ['people', 'organizations'].map((module) => trueRecords(firm, module))
      return (await Promise.all(both)).flat()
    },
    change: (record) => move(record, 'name', 'Seen today'),
    remove: (record) => move(record, 'deleted', true),
    lacks: LACKS,
    misbehave: (fault, times = 1_000) => {
      const isAsked = (text: string) => /homing_(people|organizations)/.test(text)
      line.meet(fault === 'malformed_rows' ? malformed(isAsked) : faulty(fault, { isAsked, times }))
    },
    heal: () => line.meet(null),
    close: async () => {
      line.close()
      await firm.close()
    },
  }
}

export async function startToldStage(open: () => Promise<Firm>): Promise<ActivitiesStage> {
  const firm = await open()
  await fill(firm, 250)
  const line = lineTo(firm, Date.now())
  const isAsked = (text: string) => /^(insert|update|merge)/.test(text)
  return {
    connector: database,
    vendor: line.vendor,
    persons: async () =>
      (
        await firm.run('select id, email from own_people where deleted = ? order by id', [false])
      ).map(({ id, email }) => ({
        module: 'people',
        recordId: String(id),
        address: String(email),
      })),
    campaigns: async () =>
      (await firm.run('select mark, name from homing_campaigns')).map(({ mark, name }) => ({
        id: String(mark),
        name: String(name),
      })),
    held: async () =>
      (
        await firm.run('select campaign_mark, person_id, kind, happened from homing_activities')
      ).map(heldEntry),
    people: () => firm.run('select * from own_people order by id'),
    remove: ({ recordId }) =>
      firm.run('update own_people set deleted = ? where id = ?', [true, recordId]).then(() => {}),
    refused: { module: 'opportunities', recordId: 'o-1' },
    lacks: LACKS,
    misbehave: (fault, times = 1_000) => line.meet(faulty(fault, { isAsked, times })),
    loseAnswer: (after) => line.meet(answerless(isAsked, after)),
    heal: () => line.meet(null),
    close: async () => {
      line.close()
      await firm.close()
    },
  }
}

/** Many changed at the very same moment, and the others between two milliseconds. */
async function fill(firm: Firm, people = PEOPLE): Promise<void> {
  const at = (count: number) =>
    momentOf(NOW - 40_000 * MINUTE_MS + Math.floor(count / 7) * MINUTE_MS)
  const persons = Array.from({ length: people }, (_, count) => [
    ...[`p${count}`, `${at(count)}${String(count % 3)}7`, `p${count}@client.example`],
    ...[`Person ${count}`, `o${count % ORGANIZATIONS}`, false, false],
  ])
  const organizations = Array.from({ length: ORGANIZATIONS }, (_, count) => [
    ...[`o${count}`, at(count * 7), `Organization ${count}`, false],
  ])
  await insert(
    firm,
    'own_people (id, changed_at, email, name, organization_id, opted_out, deleted)',
    persons,
  )
  await insert(firm, 'own_organizations (id, changed_at, name, deleted)', organizations)
}

/** SQL Server takes 2,100 values in a statement. */
const ROWS_AT_ONCE = 200

export async function insert(
  firm: Firm,
  into: string,
  rows: readonly (readonly (string | boolean | null)[])[],
): Promise<void> {
  const marks = `(${rows[0]!.map(() => '?').join(', ')})`
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const some = rows.slice(at, at + ROWS_AT_ONCE)
    await firm.run(`insert into ${into} values ${some.map(() => marks).join(', ')}`, some.flat())
  }
}

/** UTC, as all engines take it. */
export function momentOf(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').slice(0, 23)
}

const MS = {
  mysql: 'floor(unix_timestamp(changed_at) * 1000)',
  postgresql: 'floor(extract(epoch from changed_at) * 1000)',
  sqlserver: 'convert(varchar(33), changed_at, 126)',
}

async function trueRecords(firm: Firm, module: string): Promise<TrueRecord[]> {
  const engine = firm.settings['engine'] as keyof typeof MS
  const rows = await firm.run(`select id, ${MS[engine]} as ms, deleted from own_${module}`)
  return rows.map(({ id, ms, deleted }) => ({
    module,
    id: String(id),
    changedAt: engine === 'sqlserver' ? Date.parse(`${String(ms).slice(0, 23)}Z`) : Number(ms),
    isDeleted: deleted === true || deleted === 1,
  }))
}

function heldEntry(row: Record<string, unknown>): HeldEntry {
  return {
    campaign: String(row['campaign_mark']),
    recordId: String(row['person_id']),
    word: String(row['kind']),
    count: Number(row['happened']),
  }
}

type Asked = (text: string) => boolean

function faulty(fault: WorldFault, { isAsked, times }: { isAsked: Asked; times: number }): Wrong {
  let left = times
  return ({ text, run }) => {
    if (!isAsked(text) || left-- <= 0) return run()
    return Promise.reject(new SqlFault(FAULTS[fault]!))
  }
}

function malformed(isAsked: Asked): Wrong {
  return async ({ text, run }) => {
    const [first, ...others] = await run()
    return isAsked(text) ? [{ ...first!, changed_at: 'yesterday' }, ...others] : [first!, ...others]
  }
}

function answerless(isAsked: Asked, after: number): Wrong {
  let let_ = after
  return async ({ text, run }) => {
    const rows = await run()
    if (!isAsked(text) || let_-- > 0) return rows
    throw new SqlFault('connection')
  }
}
