import { cleanText, type Connector } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { mendPartOf } from './mends.ts'
import { mendableWords, raiseProblems, type Problem } from './problems.ts'
import type { PageRead, UnreadableReceipt } from './read-pages.ts'
import { faultyKey, problemIdentity, recordHash } from './record-identity.ts'

/** How much of a page is shown with its problem. */
const SHOWN_BYTES = 2_000

interface At {
  workspaceId: number
  connectionId: number
  runId: number | null
  connector: Connector
}

/** Parks the rows that the reader refused; answers how many. The rest of their pages goes on. */
export async function parkRows(tx: Tx, at: At, pages: PageRead[]): Promise<number> {
  const problems = pages.flatMap((page) => problemsOf(at, page))
  await raiseProblems(tx, problems)
  return problems.length
}

function problemsOf(at: At, { receipt, refused }: PageRead): Problem[] {
  const { workspaceId, connectionId, runId } = at
  const fields = mendPartOf(at.connector, receipt.ask)?.fields ?? {}
  const unreadable = at.connector.readBy === undefined ? UNREADABLE : UNMAPPED
  return refused.map(({ record, field, reason, clue }) => {
    const hash = recordHash('row', record)
    const holds = fields[field]
    return {
      workspaceId,
      connectionId,
      runId,
      receiptId: receipt.id,
      ...(holds === undefined ? unreadable : mendableWords(holds)),
      sentence: field === '' ? reason : `${field}: ${reason}`,
      field,
      record,
      identity: problemIdentity({ connectionId, form: 'row', field, hash }),
      parked: { form: 'row' as const, hash, key: faultyKey(connectionId, receipt.ask, clue) },
    }
  })
}

const UNREADABLE = {
  cause: 'A row of the feedback cannot be read',
  remedy:
    'The rest of its page is done. If the row is right, read it again after an update of '
    + 'Homing; if it is wrong, ignore it.',
  whoMustAct: 'vendor' as const,
}

/** How its rows are read was said by people of the firm: they can say it better. */
const UNMAPPED = {
  cause: 'A row that cannot be read as files are read here',
  remedy:
    'If the row is right, change how files are read, on the screen of the connection; then read '
    + 'it again. If it is wrong, ignore it.',
  whoMustAct: 'you' as const,
}

/** Parks receipts in which no page was found. */
export async function parkReceipts(tx: Tx, at: At, unreadable: UnreadableReceipt[]): Promise<void> {
  await raiseProblems(
    tx,
    unreadable.map(({ receipt, error, whoMustAct = 'vendor' }) => ({
      workspaceId: at.workspaceId,
      connectionId: at.connectionId,
      receiptId: receipt.id,
      runId: at.runId,
      cause: 'A page of the feedback cannot be read',
      sentence: error.message,
      remedy: 'The page is kept as it came. Read it again after an update of Homing.',
      whoMustAct,
      // The database keeps no NUL, and a page that is no page may well hold one.
      record: {
        begins: cleanText(Buffer.from(receipt.body).toString('utf8', 0, SHOWN_BYTES)) ?? '',
      },
      identity: receiptIdentity(receipt.id),
    })),
  )
}

/** What makes the problem of a whole receipt the same one. */
function receiptIdentity(receiptId: number): string {
  return `receipt:${receiptId}`
}
