import { sql } from 'kysely'
import type { Sandbox } from '../sandbox/index.ts'
import { kindOf, TIME_IS_APPROXIMATE } from '../src/ledger/index.ts'
import type { Database } from '../src/platform/database/index.ts'
import type { Esp, Happened, Told } from './esps/esp.ts'
import { contactLine, memberLine } from './esps/told.ts'

/** What is not as the vendor knows it to have happened, in words; all empty when all is well. */
export interface Findings {
  /** Rows and opt-outs that happened and are not here. */
  lost: string[]
  /** Rows that are here more often than they happened, or never did. */
  doubled: string[]
  /** A person's or an address's state, a figure, a problem, that is not as it must be. */
  wrongFlags: string[]
}

/** Whose ledger is compared, and with what. */
export interface Compared {
  database: Database
  workspaceId: number
  sandbox: Sandbox
  esp: Esp
}

/** Every row that the vendor has told by now, one line each. */
export function told({ esp, sandbox }: Pick<Compared, 'esp' | 'sandbox'>): string[] {
  return esp.told(sandbox).flatMap(linesOf)
}

function linesOf({ campaign, happened }: Told): string[] {
  const lasting = happened.filter(({ isTakenBack }) => isTakenBack !== true)
  return lasting.map((one) => lineOf(campaign, one))
}

function lineOf(campaign: string, { kind, address, at, url }: Happened): string {
  const time = at === null ? [] : [new Date(at).toISOString()]
  return [campaign, kind, address.toLowerCase(), ...time, ...(url === undefined ? [] : [url])].join(
    ' ',
  )
}

/** Every event of the ledger, in the same words. */
export async function held(at: Omit<Compared, 'sandbox'>): Promise<string[]> {
  const { rows } = await at.database.inWorkspace(at.workspaceId, (tx) =>
    sql<{ campaign: string; kind: number; address: string; time: string; link: string | null }>`
      select c.name as campaign, e.kind, a.canonical as address,
        case when e.flags & ${TIME_IS_APPROXIMATE}::int = 0 then
          to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end as time,
        l.url as link
      from event e join address a on a.id = e.address_id
      join campaign c on c.id = e.campaign_id
      left join link l on l.id = e.link_id`.execute(tx),
  )
  return rows.map(({ campaign, kind, address, time, link }) =>
    [campaign, kindOf(kind), address, time, link].filter((one) => one !== null).join(' '),
  )
}

/** Compares everything that can be read off the ledger with what the vendor knows. */
export async function compare(at: Compared): Promise<Findings> {
  const { esp, sandbox } = at
  const tellings = esp.told(sandbox)
  const theirs = tellings.flatMap(linesOf)
  const ours = await held(at)
  const optOuts = await comparedOptOuts(at)
  const contacts = await comparedContacts(at)
  const happened = tellings.flatMap((one) => one.happened)
  return {
    lost: [...surplus(theirs, ours), ...optOuts.lost, ...contacts.lost],
    doubled: surplus(ours, [...theirs, ...takenBack(tellings)]),
    wrongFlags: [
      ...optOuts.invented,
      ...contacts.invented,
      ...(await wrongAddresses(at, happened)),
      ...(await wrongFigures(at, withWhatWasRead(tellings, ours))),
    ],
  }
}

function takenBack(tellings: readonly Told[]): string[] {
  return tellings.flatMap(({ campaign, happened }) =>
    happened.filter((one) => one.isTakenBack).map((one) => lineOf(campaign, one)),
  )
}

/** What was told for a while counts where it was read then: what is known is never deleted. */
function withWhatWasRead(tellings: readonly Told[], ours: readonly string[]): Told[] {
  const read = new Set(ours)
  return tellings.map(({ campaign, happened }) => ({
    campaign,
    happened: happened
      .filter((one) => !one.isTakenBack || read.has(lineOf(campaign, one)))
      .map((one) => ({ ...one, isTakenBack: false })),
  }))
}

/** What is in one more often than in the other. */
export function surplus(one: readonly string[], other: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const line of other) left.set(line, (left.get(line) ?? 0) + 1)
  return one.filter((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  })
}

async function comparedOptOuts({ database, workspaceId, sandbox, esp }: Compared) {
  const theirs = new Set(esp.optedOut(sandbox).map((address) => address.toLowerCase()))
  const { rows: facts } = await database.inWorkspace(workspaceId, (tx) =>
    sql<{ address: string }>`
      select a.canonical as address from opted_out_address o
      join address a on a.id = o.address_id`.execute(tx),
  )
  const ours = new Set(facts.map((fact) => fact.address))
  return {
    lost: [...theirs].filter((one) => !ours.has(one)).map((one) => `opt-out of ${one}`),
    invented: [...ours].filter((one) => !theirs.has(one)).map((one) => `${one} did not opt out`),
  }
}

/** Who is among its contacts and on its lists, by what was read of them last. */
async function comparedContacts({ database, workspaceId, sandbox, esp }: Compared) {
  if (esp.holds === undefined) return { lost: [], invented: [] }
  const ours = await database.inWorkspace(workspaceId, async (tx) => {
    const { rows: contacts } = await sql<{ address: string }>`
      select a.canonical as address from contact c join address a on a.id = c.address_id
      where c.gone_at is null`.execute(tx)
    const { rows: members } = await sql<{ address: string; list: string }>`
      select a.canonical as address, l.name as list from list_member m
      join list l on l.id = m.list_id join address a on a.id = m.address_id
      where m.gone_at is null`.execute(tx)
    return [
      ...contacts.map(({ address }) => contactLine(address)),
      ...members.map(({ address, list }) => memberLine(address, list)),
    ]
  })
  const theirs = esp.holds(sandbox)
  return {
    lost: surplus(theirs, ours),
    invented: surplus(ours, theirs).map((line) => `no more: ${line}`),
  }
}

async function wrongAddresses({ database, workspaceId }: Compared, happened: Happened[]) {
  const hard = happened.filter(({ isHard }) => isHard)
  const theirs = new Set(hard.map(({ address }) => address.toLowerCase()))
  const { rows: invalid } = await database.inWorkspace(workspaceId, (tx) =>
    sql<{ address: string }>`
      select canonical as address from address
      where bounced_at is not null or suppressed_at is not null`.execute(tx),
  )
  const ours = new Set(invalid.map((one) => one.address))
  return [
    ...[...theirs].filter((one) => !ours.has(one)).map((one) => `${one} should be invalid`),
    ...[...ours].filter((one) => !theirs.has(one)).map((one) => `${one} should be valid`),
  ]
}

/** A figure is the length of its log: people of each kind, and their events. */
async function wrongFigures({ database, workspaceId }: Compared, tellings: readonly Told[]) {
  const { rows } = await database.inWorkspace(workspaceId, (tx) =>
    sql<{ campaign: string; kind: number; people: number; events: number }>`
      select c.name as campaign, n.kind, n.people, n.events::int as events
      from campaign_count n join campaign c on c.id = n.campaign_id
      where n.kind > 0 and n.events > 0`.execute(tx),
  )
  const ours = rows.map((row) => figure(row.campaign, kindOf(row.kind), row))
  const theirs = tellings.flatMap(figuresOf)
  return [
    ...surplus(theirs, ours).map((line) => `figure not shown: ${line}`),
    ...surplus(ours, theirs).map((line) => `figure wrongly shown: ${line}`),
  ]
}

function figuresOf({ campaign, happened }: Told): string[] {
  return [...new Set(happened.map(({ kind }) => kind))].map((kind) => {
    const all = happened.filter((one) => one.kind === kind)
    const people = new Set(all.map(({ address }) => address.toLowerCase())).size
    return figure(campaign, kind, { people, events: linesOf({ campaign, happened: all }).length })
  })
}

function figure(campaign: string, kind: string, count: { people: number; events: number }): string {
  return `${campaign} ${kind}: ${count.people} people, ${count.events} events`
}
