import { Stack } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useAnswer } from '../api.ts'
import { t } from '../languages/messages.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { ButtonLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { useMay } from '../session/session.ts'
import { ConnectionCard } from './ConnectionCard.tsx'
import { paceOfList } from './paces.ts'
import { inWords } from './state.ts'

/** Every connection with its health, what it last read and when it reads next. */
export default function ConnectionsScreen() {
  const may = useMay()
  const { data, error, refetch } = useAnswer('connections.list', {}, { every: paceOfList })
  const add = may('manage_connections') && (
    <ButtonLink to="/connections/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t`Add a connection`}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader
        title={t`Connections`}
        sub={t`The services Homing reads from, and how each of them is.`}
        actions={data && data.items.length > 0 && add}
      />
      {error && !data && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!error && !data && <LinesSkeleton lines={6} />}
      {data?.items.length === 0 && (
        <EmptyState title={t`No service is connected yet`} action={add}>
          {t`Connect the e-mail service your firm sends with. Homing then reads everything that
            happens to its campaigns, every half hour.`}
        </EmptyState>
      )}
      <Stack gap="sm">
        {data?.items.map((connection) => (
          <ConnectionCard key={connection.id} connection={inWords(connection)} />
        ))}
      </Stack>
    </>
  )
}
