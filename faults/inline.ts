import { kindsOf } from '../src/connections/index.ts'
import { carryOut } from '../src/sync/index.ts'
import { openAccount, type Account } from './account.ts'
import type { Life } from './life.ts'
import { compare, held, surplus, told, type Findings } from './oracle.ts'
import { dated, hasLastingKeys } from './palette.ts'
import type { Round, Schedule } from './schedule.ts'
import type { Stage } from './stage.ts'
import { halfDone, isPassing, notRebuilt, openProblems, standing } from './standing.ts'
import { notReached, unmetFault, type Unmet } from './unmet.ts'

const HOUR_MS = 3_600_000
/** Time the schedule gets to put everything right after the last fault is gone. */
const HEAL_ROUNDS_MAX = 8
const HEAL_HOURS = 12
/** A change that is still held after so many rounds is no fault's, but what really happened. */
const HEAL_ROUNDS_ALONE = 4
/** A page that hides rows and says nothing of it looks like a page without them. */
const HIDING = ['late-rows', 'skipped-rows', 'empty-source', 'malformed-row', 'duplicate-page']

/** What was wrong, at any time or at the end, and which faults really struck. */
export interface Played {
  found: Findings
  met: string[]
  /** Faults that were there and met no request: nothing is proved of them. */
  unmet: string[]
}

/**
 * Plays one schedule on simulated processes. A fault of a story that met no request in its round,
 * because the one before it ended the run, comes again in a round of its own, at once.
 */
export async function playInline(stage: Stage, schedule: Schedule): Promise<Played> {
  const account = await openAccount(await stage.prepare(), schedule)
  const wrong: string[] = []
  const met = new Set<string>()
  const theatre: Theatre = {
    ...{ account, wrong, met, life: null, unmet: [], hasHidden: false },
    ...{ mayHaveLostGrant: false, authorisedAt: 0 },
  }
  try {
    const rounds = [...schedule.rounds]
    for (const [place, round] of rounds.entries()) {
      const before = wrong.length
      const unmet = await play(theatre, round)
      const mayComeAgain = schedule.isStory && place < schedule.rounds.length
      if (mayComeAgain) rounds.push(...unmet.map((one) => one.alone))
      else theatre.unmet.push(...unmet.map(({ name }) => name))
      for (let n = before; n < wrong.length; n++) wrong[n] = `round ${place + 1}: ${wrong[n]}`
    }
    await heal(theatre)
    const found = await compare(account)
    wrong.push(...found.wrongFlags, ...(await atTheEnd(theatre)))
    for (const { fault } of account.sandbox.requests) if (fault !== undefined) met.add(fault)
    return { found: { ...found, wrongFlags: wrong }, met: [...met], unmet: theatre.unmet }
  } finally {
    await account.close()
  }
}

interface Theatre {
  account: Account
  life: Life | null
  /** Since it was authorised last, after that many requests. */
  mayHaveLostGrant: boolean
  authorisedAt: number
  wrong: string[]
  met: Set<string>
  unmet: string[]
  /** The vendor left something out and said nothing of it: it may take a day to be found. */
  hasHidden: boolean
}

/** Plays a round, and answers each fault of it that met no request, as a round of its own. */
async function play(theatre: Theatre, round: Round): Promise<Unmet[]> {
  const { account, wrong } = theatre
  const { esp, sandbox, proxy, database, workspaceId } = account
  await authoriseWhereLost(theatre)
  for (const name of round.troubles) {
    await esp.trouble?.(sandbox, name)
    theatre.met.add(name)
  }
  await account.letPass(round.hours * HOUR_MS)
  const set = [...round.faults, ...(round.outage ? [round.outage.fault] : [])]
  const faults = new Map(
    set.map((fault) => [sandbox.faults.add(dated(fault, account.now())), fault] as const),
  )
  const known = told(account)
  const earlier = (await standing(database, workspaceId, account.connectionId)).last
  const { life, rivals } = await comeToLife(theatre, round)
  await account.bring(life, round.troubles)
  await life.work()
  await Promise.all(rivals)
  theatre.mayHaveLostGrant ||= life.mayHaveLostGrant || areKeysRefused(theatre)
  wrong.push(...(await halfDone(database, workspaceId)))
  wrong.push(...(await silent(theatre, { round, known, earlier: earlier?.id ?? 0 })))
  proxy.set({ kind: 'pass' })
  const untaken = sandbox.faults.pending().filter(({ taken }) => taken === 0)
  const unmet = [
    ...untaken.map(({ id, kind }) => unmetFault(kind, faults.get(id)!)),
    ...notReached(round, life.requests),
  ]
  sandbox.faults.clear()
  if (life.hasStruck) theatre.met.add('crash')
  if (life.isDead) theatre.life = null
  else life.crash = null
  return unmet
}

function areKeysRefused({ account: { esp, sandbox }, authorisedAt }: Theatre): boolean {
  const asked = sandbox.requests.slice(authorisedAt)
  return hasLastingKeys(esp) && asked.some(({ fault }) => fault === 'expired-token')
}

async function comeToLife(theatre: Theatre, round: Round) {
  const { account } = theatre
  const isNew = theatre.life === null
  const life = (theatre.life ??= account.newLife())
  life.statements = 0
  life.requests = 0
  life.crash = round.crash
  const rivals: Promise<void>[] = []
  life.beforeRequest = async (nth) => {
    if (round.wire?.nth === nth) {
      account.proxy.set(round.wire.fault)
      theatre.met.add('wire')
    }
    if (round.drift?.nth === nth) {
      account.sandbox.clock.advance(round.drift.hours * HOUR_MS)
      theatre.met.add('drift')
    }
    if (round.rival?.nth !== nth) return
    theatre.met.add('rival')
    const done = takeOver(theatre)
    rivals.push(done)
    if (round.rival.how === 'zombie') await done
  }
  await (isNew ? life.start() : life.tick())
  return { life, rivals }
}

/** Another worker finds the lease run out, and carries on with the run. */
async function takeOver(theatre: Theatre): Promise<void> {
  const { database, workspaceId } = theatre.account
  const owner = await database.engine.lendAsOwner()
  const { rows } = await owner
    .query<{ id: number }>(
      `update run set lease_until = now() - interval '1 second'
       where workspace_id = $1 and status = 'running' returning id`,
      [workspaceId],
    )
    .finally(() => owner.release())
  const rival = theatre.account.newLife()
  for (const { id } of rows) await carryOut(rival.homing, workspaceId, id)
  theatre.mayHaveLostGrant ||= rival.mayHaveLostGrant
}

interface Seen {
  round: Round
  /** What had happened when the round began. */
  known: string[]
  /** The run before it. */
  earlier: number
}

/** Nothing stops silently: what is missing is told, and an outage is on the screen as what it is. */
async function silent(theatre: Theatre, seen: Seen): Promise<string[]> {
  const { round, known, earlier } = seen
  const { database, workspaceId, connectionId, log } = theatre.account
  const wrong = log.splice(0).filter(isMistake)
  if (theatre.life?.isDead) return wrong
  const problems = await openProblems(database, workspaceId)
  const { last } = await standing(database, workspaceId, connectionId)
  const { outage } = round
  if (outage !== null && round.crash === null && round.rival === null && last?.status !== 'done') {
    const words = problems.map(({ cause, sentence }) => `${cause}: ${sentence}`)
    // A run that tries again by itself says why it waits; it is a problem once it has given up.
    if (last?.status === 'waiting') words.push(last.message ?? '')
    if (!words.some((one) => outage.shows.test(one))) {
      wrong.push(`${outage.fault.kind} is not shown; what is: ${words.join(' | ') || 'nothing'}`)
    }
  }
  const isUntold = last?.status === 'failed' && last.id > earlier && problems.length === 0
  if (isUntold && round.crash?.how !== 'fail') wrong.push(`a run failed, and nothing says so`)
  theatre.hasHidden ||= round.faults.some((fault) => HIDING.includes(fault.kind))
  const isDone = last?.status === 'done' && last.id > earlier
  if (theatre.hasHidden || !isDone || problems.length > 0) return wrong
  const missing = surplus(known, await held(theatre.account))
  if (missing.length > 0) wrong.push(`${missing.length} rows are missing, and nothing says so`)
  return wrong
}

/** The faults are gone. From here on nobody does anything but the schedule. */
async function heal(theatre: Theatre): Promise<void> {
  const { account } = theatre
  const { database, workspaceId, connectionId } = account
  await account.clocksRight()
  for (let round = 0; round < HEAL_ROUNDS_MAX; round++) {
    await authoriseWhereLost(theatre)
    await account.letPass(HEAL_HOURS * HOUR_MS)
    const isNew = theatre.life === null
    const life = (theatre.life ??= account.newLife())
    life.beforeRequest = async () => undefined
    await (isNew ? life.start() : life.tick())
    await account.bring(life)
    await life.work()
    const { last, isOpen } = await standing(database, workspaceId, connectionId)
    // What is approved is compared afterwards with what the service holds.
    if (round >= HEAL_ROUNDS_ALONE && account.esp.holds) await account.approveChanges()
    const { lost, wrongFlags } = await compare(account)
    const shown = (await openProblems(database, workspaceId)).filter(isPassing)
    const differs = lost.length + wrongFlags.length > 0
    if (isGood(account, last) && !isOpen && !differs && shown.length === 0) return
  }
}

/** What nobody asks for has no runs. */
function isGood({ esp }: Account, last: { status: string } | null): boolean {
  return kindsOf(esp.connector).length === 0 || last?.status === 'done'
}

async function authoriseWhereLost(theatre: Theatre): Promise<void> {
  const { account, mayHaveLostGrant, wrong } = theatre
  const { connection } = await standing(account.database, account.workspaceId, account.connectionId)
  if (connection !== 'needs_reauthorisation') return
  const problems = await openProblems(account.database, account.workspaceId)
  if (!problems.some((one) => one.cause === 'needs reauthorisation')) {
    wrong.push('the authorisation is gone, and no problem says so')
  }
  if (!mayHaveLostGrant) wrong.push('a good authorisation was given up')
  await account.authoriseAgain()
  theatre.mayHaveLostGrant = false
  theatre.authorisedAt = account.sandbox.requests.length
  if (theatre.life !== null) theatre.life.mayHaveLostGrant = false
}

async function atTheEnd({ account }: Theatre): Promise<string[]> {
  const { database, workspaceId, connectionId, log } = account
  const { last, isOpen, connection, waiting } = await standing(database, workspaceId, connectionId)
  const problems = await openProblems(database, workspaceId)
  return [
    ...(isGood(account, last) ? [] : [`the last run ${last?.status}: ${last?.message}`]),
    ...(isOpen ? ['a run is still open'] : []),
    ...(connection === 'active' ? [] : [`the connection is ${connection}`]),
    ...(waiting === 0 ? [] : [`${waiting} receipts wait for ever`]),
    ...problems.filter(isPassing).map((one) => `still shown: ${one.cause}: ${one.sentence}`),
    ...log.splice(0).filter(isMistake),
    ...(await halfDone(database, workspaceId)),
    ...(await notRebuilt(database, workspaceId)),
  ]
}

/** A run that failed by a fault that nobody injected. */
function isMistake(line: string): boolean {
  return line.includes('fault of ours') && !line.includes('"Injected"')
}
