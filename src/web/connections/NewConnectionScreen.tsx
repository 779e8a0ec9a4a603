import { Radio, Stack, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAnswer } from '../api.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { useMay } from '../session/session.ts'
import { Capabilities } from './Capabilities.tsx'
import { NewConnectionForm } from './NewConnectionForm.tsx'

const route = getRouteApi('/inside/connections/new')

/** Picks a service, shows what it can do, asks for its settings, then leads to its consent page. */
export default function NewConnectionScreen() {
  const may = useMay()
  const navigate = route.useNavigate()
  const { connector: wanted } = route.useSearch()
  const { data, error, refetch } = useAnswer('connectors.list', {})
  if (!may('manage_connections')) {
    return (
      <EmptyState title="Connections are added by a manager">
        Your role can see them, but not add one. Ask an administrator.
      </EmptyState>
    )
  }
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton />
  const connectors = data.items
  const chosen =
    connectors.find(({ id }) => id === wanted)
    ?? (connectors.length === 1 ? connectors[0] : undefined)
  return (
    <>
      <PageHeader
        title="Add a connection"
        sub="To the service your firm sends its mailings with."
      />
      <Stack gap="lg">
        {connectors.length > 1 && (
          <Radio.Group
            label="Service"
            value={chosen?.id ?? ''}
            onChange={(connector) => void navigate({ search: { connector }, replace: true })}
          >
            <Stack gap="xs" mt="xs">
              {connectors.map(({ id, title }) => (
                <Radio key={id} value={id} label={title} />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {chosen && (
          <>
            <section>
              <Title order={2} mb="xs">
                What Homing reads from {chosen.title}
              </Title>
              <Capabilities connector={chosen} />
            </section>
            <NewConnectionForm key={chosen.id} connector={chosen} />
          </>
        )}
      </Stack>
    </>
  )
}
