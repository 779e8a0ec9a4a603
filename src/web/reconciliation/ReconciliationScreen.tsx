import { useNavigate } from '@tanstack/react-router'
import { usePages, type RowOf } from '../api.ts'
import { LIST_PACE_MS } from '../campaigns/paces.ts'
import { t } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { StandingBadge } from './StandingBadge.tsx'

type Row = RowOf<'reconciliation.list'>

/** All campaigns by how they agree with their service's totals, what needs a look first. */
export default function ReconciliationScreen() {
  const navigate = useNavigate()
  const { rows, more, isPending, isStale, error, retry } = usePages(
    'reconciliation.list',
    { query: {} },
    { every: LIST_PACE_MS },
  )
  return (
    <>
      <PageHeader
        title={t`Reconciliation`}
        sub={t`Each campaign's figures beside the service's own totals, what needs a look first.`}
      />
      {error ? (
        <ErrorNotice error={error} onRetry={retry} />
      ) : (
        <DataTable
          label={t`Campaigns by how they agree`}
          columns={COLUMNS}
          rows={rows}
          rowKey={({ campaign }) => campaign.id}
          onOpen={({ campaign }) =>
            void navigate({
              to: '/campaigns/$campaignId',
              params: { campaignId: String(campaign.id) },
              search: { tab: 'reconciliation' },
            })
          }
          more={more}
          isPending={isPending}
          isStale={isStale}
          empty={
            <EmptyState title={t`Nothing to compare yet`}>
              {t`Once a campaign was sent and read, it stands here with the service's own totals
                beside it.`}
            </EmptyState>
          }
        />
      )}
    </>
  )
}

const COLUMNS: Column<Row>[] = [
  {
    id: 'campaign',
    header: t`Campaign`,
    width: 200,
    cell: ({ campaign }) => <Name {...campaign} />,
  },
  {
    id: 'standing',
    header: t`Stands`,
    cell: ({ standing, isProofBroken }) => (
      <StandingBadge standing={standing} isProofBroken={isProofBroken} />
    ),
  },
  {
    id: 'unexplained',
    header: t`Unexplained`,
    isFigure: true,
    cell: ({ unexplained }) => wholeNumber(unexplained),
  },
  { id: 'since', header: t`Since`, cell: ({ since }) => <Moment at={since} /> },
  { id: 'checkedAt', header: t`Compared`, cell: ({ checkedAt }) => <Moment at={checkedAt} /> },
  { id: 'sentAt', header: t`Sent on`, cell: ({ campaign }) => <Moment at={campaign.sentAt} /> },
]

function Name({ id, name }: { id: number; name: string }) {
  return (
    <TextLink
      size="sm"
      fw={500}
      to="/campaigns/$campaignId"
      params={{ campaignId: String(id) }}
      search={{ tab: 'reconciliation' }}
    >
      {name}
    </TextLink>
  )
}
