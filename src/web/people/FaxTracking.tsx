import { usePages, type RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'

type Fax = RowOf<'people.mailings'>

/** Each fax sent to this person: when, to which number, and what came of it. */
export function FaxTracking({ personId }: { personId: number }) {
  const query = { limit: 100, channel: 'fax' as const }
  const faxes = usePages('people.mailings', { params: { personId }, query })
  if (faxes.error) return <ErrorNotice error={faxes.error} onRetry={faxes.retry} />
  return (
    <DataTable
      label={t`Fax tracking`}
      choice="faxes"
      columns={COLUMNS}
      rowKey={(fax) => `${fax.campaign.id} ${fax.address}`}
      empty={
        <EmptyState title={t`No fax yet`}>
          {t`Each fax sent to this person will stand here, with what came of it.`}
        </EmptyState>
      }
      {...faxes}
    />
  )
}

const COLUMNS: Column<Fax>[] = [
  {
    id: 'fax',
    header: t`Fax`,
    width: 200,
    cell: ({ campaign }) => (
      <TextLink
        to="/campaigns/$campaignId"
        params={{ campaignId: String(campaign.id) }}
        size="sm"
        fw={500}
      >
        {campaign.name}
      </TextLink>
    ),
  },
  { id: 'number', header: t`Number`, width: 160, cell: ({ address }) => address },
  { id: 'sent', header: t`Sent`, isFigure: true, cell: ({ sentAt }) => <Moment at={sentAt} /> },
  {
    id: 'delivered',
    header: t`Delivered`,
    isFigure: true,
    cell: ({ deliveredAt }) => <Moment at={deliveredAt} />,
  },
  { id: 'result', header: t`Result`, width: 240, cell: (fax) => <Result fax={fax} /> },
]

/** A fax that got through after failed attempts got through; why they failed stands beside. */
function Result({ fax }: { fax: Fax }) {
  const failed = fax.bounce === null ? '' : fax.bounce.replace(/^(\w[\w-]*) bounce/, '$1')
  if (fax.deliveredAt !== null) {
    return (
      <>
        <StateBadge tone="good">{t`delivered`}</StateBadge>{' '}
        {failed && t`after a failed attempt: ${failed}`}
      </>
    )
  }
  if (fax.bounce === null) return t`sent, no result yet`
  return (
    <>
      <StateBadge tone="bad">{t`failed`}</StateBadge> {failed}
    </>
  )
}
