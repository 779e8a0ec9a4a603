import { sql } from 'kysely'
import { workspaceIds } from '../../accounts/index.ts'
import type { Homing } from '../../homing.ts'
import { refreshStatistics, type Tx } from '../../platform/database/index.ts'
import { ownFieldsInUse } from '../own-field-list.ts'
import type { FollowReplaced } from '../replaced-address.ts'
import { importBatch, type BatchResult } from './batch.ts'
import type { Header } from './columns.ts'
import type { Encoding } from '../../platform/encoding.ts'
import { endImport } from './receive.ts'
import { RECORDS_MAX, Source, type RecordBatch } from './source.ts'
import type { TakesConsent } from './take-consent.ts'
import type { TakesInterests } from './take-interests.ts'

/** Imports a process works on at once: they wait for each other's people anyway. */
const IMPORTS_PARALLEL = 1
/** A worker that has not finished a batch in this time is taken for dead. */
const LEASE_SECONDS = 120
/** Workers that may die on an import before it is given up. */
const WORKERS_MAX = 10
/** Imports taken up again at once; the next round takes the others. */
const RESUMED_MAX = 100

/** What an import fills. */
const FILLED = [
  'owner',
  'organization',
  'person',
  'affiliation',
  'address',
  'person_address',
  'import_key',
] as const

/** What modules beyond this one make of an import, each within its batch's transaction. */
export interface ImportFollowers {
  /** Addresses that took the place of others. */
  follow: FollowReplaced
  /** What the rows tell of consent. */
  consent: TakesConsent
  /** What they state of interests. */
  interests: TakesInterests
}

interface ImportJob {
  workspaceId: number
  importId: number
}

/**
 * Makes this process a worker for imports. What the last process left is taken up at once on the
 * embedded database, which has one process only; elsewhere when its lease has run out, by
 * resumeImports.
 */
export async function startImports(homing: Homing, followers: ImportFollowers): Promise<void> {
  await homing.jobs.work('import', IMPORTS_PARALLEL, (job) =>
    carryOutImport(homing, job, followers),
  )
  for (const workspaceId of await workspaceIds(homing.database)) {
    if (homing.database.engine.kind === 'pglite') await freeLeases(homing, workspaceId)
    await resumeImports(homing, workspaceId)
  }
}

/** Takes up imports whose worker is gone, and closes those whose sender is. For every minute. */
export async function resumeImports(homing: Homing, workspaceId: number): Promise<void> {
  await homing.database.inWorkspace(workspaceId, async (tx) => {
    const gone = await tx
      .selectFrom('import')
      .select(['id', 'status'])
      .where('workspace_id', '=', workspaceId)
      .where('status', 'in', ['receiving', 'running'])
      .where('lease_until', '<', sql<Date>`now()`)
      .orderBy('id')
      .limit(RESUMED_MAX)
      .execute()
    for (const { id: importId, status } of gone) {
      const at = { workspaceId, importId }
      if (status === 'receiving')
        await endImport(tx, at, 'failed', 'The file did not arrive whole.')
      else await homing.jobs.enqueue(tx, 'import', at)
    }
  })
}

async function freeLeases(homing: Homing, workspaceId: number): Promise<void> {
  await homing.database.inWorkspace(workspaceId, (tx) =>
    tx
      .updateTable('import')
      .set({ lease_until: sql<Date>`now() - interval '1 second'` })
      .where('workspace_id', '=', workspaceId)
      .where('lease_until', 'is not', null)
      .execute(),
  )
}

/**
 * Carries an import out, or goes on with one where its last batch ended: a batch and its place in
 * the file are one transaction, so a worker may die anywhere and nothing is done twice or left out.
 * Does nothing where another worker has it.
 */
export async function carryOutImport(
  homing: Homing,
  job: ImportJob,
  { follow, consent, interests }: ImportFollowers,
): Promise<void> {
  const claim = await claimImport(homing, job)
  if (claim === null) return
  const source = new Source(homing, job, claim.encoding as Encoding)
  const own = await homing.database.inWorkspace(job.workspaceId, (tx) =>
    ownFieldsInUse(tx, job.workspaceId),
  )
  const opened = await source.open(own)
  if ('problem' in opened) {
    await homing.database.inWorkspace(job.workspaceId, (tx) =>
      endImport(tx, job, 'failed', opened.problem),
    )
    return
  }
  const of = {
    ...job,
    isDryRun: claim.is_dry_run,
    header: opened,
    consent,
    interests,
    actor: claim.started_by,
    now: homing.now(),
  }
  let batches = 0
  for await (const batch of source.batches(claim.records_done)) {
    const goesOn = await homing.database.inWorkspace(job.workspaceId, async (tx) => {
      const isMine = await moveOn(tx, job, claim.epoch, { batch, source, header: opened })
      if (!isMine) return false
      const result = await importBatch(tx, of, batch.records)
      await follow(tx, job.workspaceId, result.replaced)
      await addUp(tx, job, result)
      return true
    })
    if (!goesOn) return
    if (homing.ending?.aborted) return giveBack(homing, job, claim.epoch)
    batches += 1
    // After 1, 2, 4, 8 … batches: as often as the tables may have doubled.
    if ((batches & (batches - 1)) === 0) await refreshStatistics(homing.database, FILLED)
  }
  await refreshStatistics(homing.database, FILLED)
  const message = messageOf({ ...claim, unknown: opened.unknown, isCut: source.isCut })
  await homing.database.inWorkspace(job.workspaceId, (tx) =>
    endImport(tx, job, source.isCut ? 'failed' : 'done', message),
  )
}

/** Back into the queue between two batches; an end in good order is no worker that died. */
async function giveBack(homing: Homing, job: ImportJob, epoch: number): Promise<void> {
  await homing.database.inWorkspace(job.workspaceId, async (tx) => {
    const given = await tx
      .updateTable('import')
      .set({ lease_until: null, epoch: sql<number>`epoch - 1` })
      .where('workspace_id', '=', job.workspaceId)
      .where('id', '=', job.importId)
      .where('epoch', '=', epoch)
      .where('status', '=', 'running')
      .executeTakeFirst()
    if (given.numUpdatedRows > 0n) await homing.jobs.enqueue(tx, 'import', job)
  })
}

async function claimImport(homing: Homing, { workspaceId, importId }: ImportJob) {
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const claim = await tx
      .updateTable('import')
      .set({ epoch: sql<number>`epoch + 1`, lease_until: lease() })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', importId)
      .where('status', '=', 'running')
      .where((e) => e.or([e('lease_until', 'is', null), e('lease_until', '<', sql<Date>`now()`)]))
      .returning(['epoch', 'encoding', 'is_dry_run', 'records_done', 'started_by'])
      .executeTakeFirst()
    if (claim === undefined) return null
    if (claim.epoch <= WORKERS_MAX) return claim
    const message = `The import was given up: ${WORKERS_MAX} workers could not go on with it.`
    await endImport(tx, { workspaceId, importId }, 'failed', message)
    return null
  })
}

const lease = () => sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})`

/** Moves the place in the file; false where another worker has taken over. */
async function moveOn(
  tx: Tx,
  { workspaceId, importId }: ImportJob,
  epoch: number,
  to: { batch: RecordBatch; source: Source; header: Header },
): Promise<boolean> {
  const moved = await tx
    .updateTable('import')
    .set({
      records_done: to.batch.recordsDone,
      bytes_done: to.source.bytesRead,
      header: to.header.names,
      lease_until: lease(),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', importId)
    .where('epoch', '=', epoch)
    .where('status', '=', 'running')
    .executeTakeFirst()
  return moved.numUpdatedRows > 0n
}

async function addUp(
  tx: Tx,
  { workspaceId, importId }: ImportJob,
  result: BatchResult,
): Promise<void> {
  await tx
    .updateTable('import')
    .set((e) => ({
      rows_read: e('rows_read', '+', result.rowsRead),
      people_created: e('people_created', '+', result.people.created),
      people_updated: e('people_updated', '+', result.people.updated),
      people_unchanged: e('people_unchanged', '+', result.people.unchanged),
      consent_express: e('consent_express', '+', result.consent.express),
      consent_implied: e('consent_implied', '+', result.consent.implied),
      consent_out: e('consent_out', '+', result.consent.out),
      consent_lifts: e('consent_lifts', '+', result.consent.lifts),
      interests_stated: e('interests_stated', '+', result.interestsStated),
      organizations_created: e('organizations_created', '+', result.organizations.created),
      organizations_updated: e('organizations_updated', '+', result.organizations.updated),
      rows_refused: e('rows_refused', '+', result.refusals.length),
    }))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', importId)
    .execute()
}

/** What the one who sent the file should know, beside the figures. */
function messageOf(of: {
  encoding: string | null
  is_dry_run: boolean
  unknown: string[]
  isCut: boolean
}): string | null {
  const names = of.unknown.map((name) => `“${name.slice(0, 60)}”`)
  const sentences = [
    of.is_dry_run ? 'A dry run: nothing was written.' : '',
    of.isCut ? `The file has more than ${RECORDS_MAX} rows; the rest was not read. Split it.` : '',
    of.encoding === 'windows-1252'
      ? 'The file is not valid UTF-8, so it was read as Windows-1252.'
      : '',
    of.encoding?.startsWith('utf-16') ? 'The file was read as UTF-16.' : '',
    names.length > 0
      ? `Columns not known here, and passed over: ${names.slice(0, 20).join(', ')}.`
      : '',
  ]
  return sentences.filter(Boolean).join(' ') || null
}
