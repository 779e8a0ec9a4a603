import { SegmentedControl, Stack } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAnswer } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { GroupPanel, PACE_MS } from './GroupPanel.tsx'
import { TasksUnderWay } from './TasksUnderWay.tsx'

const route = getRouteApi('/inside/problems')

const STATUSES = [
  { value: 'open', label: tc('state')`Open`, empty: t`Nothing needs you` },
  { value: 'ignored', label: t`Ignored`, empty: t`Nothing has been ignored` },
  { value: 'resolved', label: t`Resolved`, empty: t`Nothing has been resolved yet` },
] as const

/** What needs somebody, grouped by cause, with the record, the remedy and what can be done. */
export default function ProblemsScreen() {
  const navigate = route.useNavigate()
  const { status: typed } = route.useSearch()
  const { value: status, empty } = STATUSES.find(({ value }) => value === typed) ?? STATUSES[0]
  const groups = useAnswer('problems.groups', { query: { status } }, { every: PACE_MS })
  return (
    <>
      <PageHeader
        title={t`Problems`}
        sub={t`Records that could not be read or acted on. Everything around them was done.`}
      />
      <SegmentedControl
        mb="md"
        size="xs"
        aria-label={t`Which problems`}
        value={status}
        data={STATUSES.map(({ value, label }) => ({ value, label }))}
        onChange={(word) =>
          void navigate({ search: { status: word === 'open' ? undefined : word }, replace: true })
        }
      />
      <TasksUnderWay />
      {groups.error && <ErrorNotice error={groups.error} onRetry={() => void groups.refetch()} />}
      {groups.isPending && <LinesSkeleton />}
      {groups.data?.items.length === 0 && (
        <EmptyState title={empty}>
          {status === 'open'
            && t`A record that cannot be read is kept here until somebody decides.`}
        </EmptyState>
      )}
      <Stack gap="md">
        {groups.data?.items.map((group) => (
          <GroupPanel key={group.key + status} group={group} status={status} />
        ))}
      </Stack>
    </>
  )
}
