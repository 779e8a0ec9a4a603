import { Stack } from '@mantine/core'
import { useAnswer } from '../api.ts'
import { t } from '../languages/messages.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { DoubtGroup } from './DoubtGroup.tsx'

const PACE_MS = 30_000

/** Opt-outs that no person may have made, by mailing and domain, with what to decide. */
export default function DoubtsScreen() {
  const groups = useAnswer('doubts.groups', {}, { every: PACE_MS })
  return (
    <>
      <PageHeader
        title={t`Opt-outs to look at`}
        sub={t`Perhaps security software made them. They hold until you decide.`}
      />
      {groups.error && <ErrorNotice error={groups.error} onRetry={() => void groups.refetch()} />}
      {groups.isPending && <LinesSkeleton />}
      {groups.data?.items.length === 0 && (
        <EmptyState title={t`No opt-out is in doubt`}>
          {t`When a machine seems to have followed an unsubscribe link, its opt-outs stand here.`}
        </EmptyState>
      )}
      <Stack gap="md">
        {groups.data?.items.map((group) => (
          <DoubtGroup key={`${group.campaign?.id ?? ''} ${group.domain}`} group={group} />
        ))}
      </Stack>
    </>
  )
}
