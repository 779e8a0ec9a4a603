import {
  Failure,
  isRefusal,
  type AccountPart,
  type CategoriesPart,
  type ReadPage,
} from '../connectors/index.ts'
import {
  beginAgain,
  endRead,
  keepCategories,
  openRead,
  stageContacts,
  stageLists,
  takeOptOuts,
  type ReadOf,
  type StagedPage,
} from '../lists/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { bringHome } from './bring-home.ts'
import { isExpired, PAGES_MAX, RESTARTS_MAX } from './paging.ts'
import type { Pull } from './pull.ts'
import { sendDetails } from './send-details.ts'
import { compareWithFacts } from './write-backs/reconcile.ts'

/** Brings home which lists the account has, and which categories people can leave. */
export async function pullLists(at: Pull): Promise<void> {
  const { lists: part, categories } = at.connector
  if (part !== undefined) await readAccount(at, 'lists', { part, stage: stageLists })
  if (categories !== undefined) await pullCategories(at, categories)
}

/** A listing that is refused tells of nothing that is gone: what is known stays as it is. */
async function pullCategories(at: Pull, part: CategoriesPart): Promise<void> {
  try {
    const told = await part.list(at.vendor)
    const progress = { detail: 'the categories', requests: at.takeRequests() }
    await at.lease.inRun(progress, (tx) => keepCategories(tx, at.lease.run, told))
  } catch (error) {
    if (!isRefusal(error)) throw error
    const message = `The categories stay as they are known: ${error.message}`
    await at.lease.inRun({ message, requests: at.takeRequests() }, async () => undefined)
  }
}

/** Brings home the account's contacts and which lists they are on. */
export async function pullContacts(at: Pull): Promise<void> {
  const part = at.connector.contacts
  if (part !== undefined) await readAccount(at, 'contacts', { part, stage: stageContacts })
}

interface Reading<Row> {
  part: AccountPart<Row>
  stage(tx: Tx, of: ReadOf & { readId: number }, page: StagedPage<Row>): Promise<void>
}

/**
 * Reads page by page from where the read stands; each page is staged with the cursor to the next.
 * Only a read that came to its end is compared with what is held: one that was cut off changes
 * nothing.
 */
async function readAccount<Row>(
  at: Pull,
  kind: ReadOf['kind'],
  reading: Reading<Row>,
): Promise<void> {
  const { workspaceId, connectionId, id: runId } = at.lease.run
  const of = { workspaceId, connectionId, runId, kind }
  const read = await at.lease.inRun({}, (tx) => openRead(tx, of))
  let { cursor } = read
  let restarts = 0
  const visited = new Set<string>()
  for (let count = 0; count < PAGES_MAX; count++) {
    const page = await pageOrExpired(at, reading.part, cursor)
    if (page === 'expired') {
      restarts += 1
      if (restarts > RESTARTS_MAX) throw endless(kind)
      await at.lease.inRun({}, (tx) => beginAgain(tx, read.id))
      visited.clear()
      cursor = null
      continue
    }
    if (page.next !== null && visited.has(page.next)) throw endless(kind)
    const told = {
      pages: 1,
      problems: page.refused.length,
      detail: `page ${count + 1}`,
      requests: at.takeRequests(),
    }
    await at.lease.inRun(told, async (tx) => {
      await reading.stage(tx, { ...of, readId: read.id }, page)
      if (page.next === null) await end(at, tx, { ...of, id: read.id })
    })
    await at.grew(page.rows.length)
    if (page.next === null) return
    visited.add(page.next)
    cursor = page.next
    at.breathe()
  }
  throw endless(kind)
}

async function pageOrExpired<Row>(
  at: Pull,
  part: AccountPart<Row>,
  cursor: string | null,
): Promise<(ReadPage<Row> & { next: string | null }) | 'expired'> {
  try {
    const { body, next } = await part.page(at.vendor, cursor)
    return { ...part.read(body), next }
  } catch (error) {
    if (isExpired(cursor, error)) return 'expired'
    throw error
  }
}

async function end(at: Pull, tx: Tx, of: ReadOf & { id: number }): Promise<void> {
  const { rows_refused: refused } = await tx
    .selectFrom('account_read')
    .select('rows_refused')
    .where('id', '=', of.id)
    .executeTakeFirstOrThrow()
  const { suppressions } = at.connector
  if (of.kind === 'contacts' && suppressions === undefined) {
    await takeOptOuts(tx, of, at.homing.now())
  }
  const outcome = await endRead(tx, { ...of, refused })
  if (outcome === 'applied') {
    if (of.kind === 'contacts') {
      await compareWithFacts(tx, of, at.homing.now())
      await bringHome(tx, at.homing, of)
      await sendDetails(tx, at.homing, of)
    }
    return
  }
  const message = `A change of the ${of.kind} waits for approval: nothing was taken away.`
  await at.lease.write(tx, { message, problems: 1 })
}

function endless(kind: string): Failure {
  return new Failure('unreadable', `The pages of the ${kind} lead in circles.`, {
    whoMustAct: 'vendor',
    remedy: 'The next run begins anew.',
  })
}
