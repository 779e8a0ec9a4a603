import type { Failure } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { raiseProblems } from './problems.ts'
import type { Ask } from './receipts.ts'
import { UNREAD } from './resolve-passed.ts'

export interface UnreadablePage {
  workspaceId: number
  connectionId: number
  runId: number
  ask: Ask
  failure: Failure
  /** The same page unreadable again is the same problem. */
  identity: string
}

/**
 * Tells of a page that was no page at all, after the HTTP core had asked for it again within its
 * bounds. Nothing of it is used and its cursor does not move, so the next run asks once more.
 */
export async function parkPage(tx: Tx, page: UnreadablePage): Promise<void> {
  await raiseProblems(tx, [
    {
      workspaceId: page.workspaceId,
      connectionId: page.connectionId,
      runId: page.runId,
      cause: UNREAD.page,
      sentence: page.failure.message,
      remedy: page.failure.remedy || 'The next run asks for the page again.',
      whoMustAct: page.failure.whoMustAct,
      record: { asked: page.ask, status: page.failure.status },
      identity: page.identity,
      retriedBy: 'run',
    },
  ])
}
