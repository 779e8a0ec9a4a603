import { Text } from '@mantine/core'
import type { FieldId } from '../../api/contract/index.ts'
import type { RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import type { Column } from '../pieces/DataTable.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import type { useSees } from '../session/session.ts'
import { ContactName } from './ContactName.tsx'

type RecipientRow = RowOf<'campaigns.recipients'>

/** The grid of behaviour G9, or what is told of a fax, without the columns that are hidden. */
export function recipientColumns(
  channel: 'email' | 'fax',
  sees: ReturnType<typeof useSees>,
): Column<RecipientRow>[] {
  const columns = channel === 'fax' ? FAX_COLUMNS : COLUMNS
  return columns.filter(({ id }) => sees(...(TELLS[id] ?? [])))
}

const TELLS: Record<string, FieldId[]> = {
  totalOpens: ['opens', 'machines'],
  totalClicks: ['clicks', 'machines'],
  totalForwards: ['forwards'],
  totalUnsubscribes: ['optOuts'],
  firstOpenAt: ['opens', 'machines'],
  lastOpenAt: ['opens', 'machines'],
  firstClickAt: ['clicks', 'machines'],
  lastClickAt: ['clicks', 'machines'],
  bounced: ['bounceReason'],
}

/** An address of a firm stands in one line; on a phone the cell's share of the screen ends it. */
const CONTACT_PX = 288

const COLUMNS: Column<RecipientRow>[] = [
  { id: 'contact', header: t`Contact`, width: CONTACT_PX, cell: (row) => <Contact row={row} /> },
  total('totalOpens', t`Total Opens`),
  total('totalClicks', t`Total Clicks`),
  total('totalForwards', t`Total Forwards`),
  total('totalUnsubscribes', t`Total Unsubscribes`),
  time('firstOpenAt', t`First Open`),
  time('lastOpenAt', t`Last Open`),
  time('firstClickAt', t`First Click`),
  time('lastClickAt', t`Last Click`),
  bounced(t`Bounced`),
  { id: 'owner', header: t`Owner`, isOptional: true, cell: (row) => row.owner ?? '–' },
  {
    id: 'organization',
    header: t`Organization`,
    isOptional: true,
    cell: (row) => row.organization ?? '–',
  },
  { ...time('sentAt', t`Sent`), isOptional: true },
]

/** Of a fax nothing is told but when it was sent, and what went wrong. */
const FAX_COLUMNS: Column<RecipientRow>[] = [
  { id: 'contact', header: t`Contact`, width: CONTACT_PX, cell: (row) => <Contact row={row} /> },
  time('sentAt', t`Sent`),
  bounced(t`Failed`),
  { id: 'owner', header: t`Owner`, cell: (row) => row.owner ?? '–' },
  { id: 'organization', header: t`Organization`, cell: (row) => row.organization ?? '–' },
]

/** A sentence of the service: in a narrow column it would make every row many lines tall. */
function bounced(header: string): Column<RecipientRow> {
  return { id: 'bounced', header, width: 320, cell: (row) => said(row.bounced ?? '–') }
}

function Contact({ row }: { row: RecipientRow }) {
  return (
    <>
      <ContactName row={row} />
      {row.person !== null && (
        <Text size="xs" c="dimmed">
          {row.address}
        </Text>
      )}
    </>
  )
}

function total(
  id: 'totalOpens' | 'totalClicks' | 'totalForwards' | 'totalUnsubscribes',
  header: string,
): Column<RecipientRow> {
  return { id, header, isFigure: true, cell: (row) => <Times count={row[id] ?? 0} /> }
}

function time(
  id: 'sentAt' | 'firstOpenAt' | 'lastOpenAt' | 'firstClickAt' | 'lastClickAt',
  header: string,
): Column<RecipientRow> {
  return { id, header, cell: (row) => <Moment at={row[id]} /> }
}

/** Nothing stands back, so that the eye finds who did something. */
function Times({ count }: { count: number }) {
  return (
    <Text size="sm" span c={count === 0 ? 'dimmed' : undefined}>
      {wholeNumber(count)}
    </Text>
  )
}
