import { Button, Group, SegmentedControl, Stack } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { usePages } from '../api.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { groupByCause } from './groups.ts'
import { GroupPanel } from './GroupPanel.tsx'

const route = getRouteApi('/inside/problems')
const PAGE_ROWS = 100
const PACE_MS = 30_000

const STATUSES = [
  { value: 'open', label: 'Open', empty: 'Nothing needs you' },
  { value: 'ignored', label: 'Ignored', empty: 'Nothing has been ignored' },
  { value: 'resolved', label: 'Resolved', empty: 'Nothing has been resolved yet' },
] as const

/** What needs somebody, grouped by cause, with the record, the remedy and what can be done. */
export default function ProblemsScreen() {
  const navigate = route.useNavigate()
  const { status: typed } = route.useSearch()
  const { value: status, empty } = STATUSES.find(({ value }) => value === typed) ?? STATUSES[0]
  const { rows, more, isPending, error, retry } = usePages(
    'problems.list',
    { query: { status, limit: PAGE_ROWS } },
    { every: PACE_MS },
  )
  const groups = groupByCause(rows)
  return (
    <>
      <PageHeader
        title="Problems"
        sub="Records that could not be read or acted on. Everything around them was done."
      />
      <SegmentedControl
        mb="md"
        size="xs"
        aria-label="Which problems"
        value={status}
        data={STATUSES.map(({ value, label }) => ({ value, label }))}
        onChange={(word) =>
          void navigate({ search: { status: word === 'open' ? undefined : word }, replace: true })
        }
      />
      {error && <ErrorNotice error={error} onRetry={retry} />}
      {isPending && <LinesSkeleton />}
      {!isPending && !error && rows.length === 0 && (
        <EmptyState title={empty}>
          {status === 'open' && 'A record that cannot be read is kept here until somebody decides.'}
        </EmptyState>
      )}
      <Stack gap="md">
        {groups.map((group) => (
          <GroupPanel key={group.cause + group.whoMustAct} group={group} isWhole={!more.has} />
        ))}
      </Stack>
      {more.has && (
        <Group justify="center" mt="md">
          <Button variant="default" onClick={more.load} loading={more.isLoading}>
            Load more
          </Button>
        </Group>
      )}
    </>
  )
}
