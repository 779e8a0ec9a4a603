import { t } from '../languages/messages.ts'
import type { Column } from '../pieces/DataTable.tsx'
import { bytes, wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { contentWords, STATES, type Receipt } from './words.ts'

/** The columns of a list of receipts. */
export const RECEIPT_COLUMNS: Column<Receipt>[] = [
  {
    id: 'received',
    header: t`Came home`,
    cell: (receipt) => (
      <TextLink size="sm" to="/receipts/$receiptId" params={{ receiptId: String(receipt.id) }}>
        <Moment at={receipt.receivedAt} />
      </TextLink>
    ),
  },
  { id: 'what', header: t`What`, width: 240, cell: contentWords },
  {
    id: 'status',
    header: t`State`,
    cell: ({ status }) => <StateBadge tone={STATES[status].tone}>{STATES[status].word}</StateBadge>,
  },
  {
    id: 'problems',
    header: t`Problems`,
    isFigure: true,
    cell: (receipt) => wholeNumber(receipt.problems),
  },
  { id: 'reader', header: t`Read by`, cell: (receipt) => receipt.reader ?? '–', width: 200 },
  { id: 'size', header: t`Kept as`, isFigure: true, cell: (receipt) => bytes(receipt.bytes) },
]
