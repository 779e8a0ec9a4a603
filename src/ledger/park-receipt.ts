import { cleanText } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { raiseProblems } from './problems.ts'
import { settleReceipts } from './receipts.ts'

/** How much of a page is shown with its problem. */
const SHOWN_BYTES = 2_000

/** Parks a receipt whose reader finds no page in it: it is kept as it came, and somebody told. */
export async function parkReceipt(
  tx: Tx,
  at: { workspaceId: number; connectionId: number; runId: number | null },
  receipt: {
    id: number
    body: Uint8Array
    failure: Error
    reader: string
    whoMustAct?: 'vendor' | 'homing'
  },
): Promise<void> {
  const { id, body, failure, reader, whoMustAct = 'vendor' } = receipt
  await settleReceipts(tx, [id], { status: 'parked', reason: failure.message, reader })
  await raiseProblems(tx, [
    {
      workspaceId: at.workspaceId,
      connectionId: at.connectionId,
      receiptId: id,
      runId: at.runId,
      cause: 'A page of the feedback cannot be read',
      sentence: failure.message,
      remedy: 'The page is kept as it came. Read it again after an update of Homing.',
      whoMustAct,
      // The database keeps no NUL, and a page that is no page may well hold one.
      record: { begins: cleanText(Buffer.from(body).toString('utf8', 0, SHOWN_BYTES)) ?? '' },
      identity: `receipt:${id}`,
    },
  ])
}
