import { useAnswer, type AnswerTo } from '../api.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import type { PanelProps } from './useWindow.ts'

type Raised = AnswerTo<'interests.ofCampaign'>['items'][number]

const KINDS: Record<Raised['kind'], string> = {
  action: 'Action',
  interest: 'Interest',
  tag: 'Tag',
}

const columns: Column<Raised>[] = [
  { id: 'rule', header: 'Rule', width: 180, cell: (row) => row.rule },
  { id: 'kind', header: 'Raised', cell: (row) => KINDS[row.kind] },
  { id: 'name', header: 'Name', width: 200, cell: (row) => row.name },
  { id: 'people', header: 'Addresses', isFigure: true, cell: (row) => wholeNumber(row.people) },
  { id: 'times', header: 'Times', isFigure: true, cell: (row) => wholeNumber(row.times) },
  { id: 'points', header: 'Points', isFigure: true, cell: (row) => wholeNumber(row.points) },
]

/** What people's clicks in this campaign raised, by the click rules. */
export function ActionsPanel({ campaign }: Pick<PanelProps, 'campaign'>) {
  const params = { campaignId: campaign.id }
  const { data, error, isPending, refetch } = useAnswer('interests.ofCampaign', { params })
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  return (
    <DataTable
      label="Actions"
      columns={columns}
      rows={data?.items ?? []}
      rowKey={(row) => `${row.rule} ${row.kind} ${row.name}`}
      isPending={isPending}
      empty={
        <EmptyState title="No click raised anything">
          Click rules (Settings) say which links raise an action, an interest or a tag.
        </EmptyState>
      }
    />
  )
}
