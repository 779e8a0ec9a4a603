import { Radio, Stack, Text, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAnswer } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { useMay } from '../session/session.ts'
import { Capabilities, type ConnectorInfo } from './Capabilities.tsx'
import classes from './connections.module.css'
import { NewConnectionForm } from './NewConnectionForm.tsx'

const route = getRouteApi('/inside/connections/new')

const SYSTEMS = [
  { system: 'esp', title: t`Sends mailings` },
  { system: 'crm', title: t`CRM` },
] as const

/** Picks a service, asks for its settings beside what it can do, then leads to its consent page. */
export default function NewConnectionScreen() {
  const may = useMay()
  const navigate = route.useNavigate()
  const { connector: wanted } = route.useSearch()
  const { data, error, refetch } = useAnswer('connectors.list', {})
  if (!may('manage_connections')) {
    return (
      <EmptyState title={t`Connections are added by a manager`}>
        {t`Your role can see them, but not add one. Ask an administrator.`}
      </EmptyState>
    )
  }
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton />
  const connectors = data.items.map((one) => ({ ...one, title: said(one.title) }))
  const chosen =
    connectors.find(({ id }) => id === wanted)
    ?? (connectors.length === 1 ? connectors[0] : undefined)
  return (
    <>
      <PageHeader
        title={t`Add a connection`}
        sub={t`To a service your firm sends its mailings with, or to its CRM.`}
      />
      <Stack gap="lg">
        {connectors.length > 1 && (
          <Radio.Group
            label={t`Service`}
            value={chosen?.id ?? ''}
            onChange={(connector) => void navigate({ search: { connector }, replace: true })}
          >
            <Stack gap="md" mt="xs">
              {SYSTEMS.map(({ system, title }) => (
                <Choices
                  key={system}
                  title={title}
                  connectors={connectors.filter((one) => one.system === system)}
                />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {chosen && (
          <div className={classes.asked}>
            <NewConnectionForm key={chosen.id} connector={chosen} />
            <section>
              <Title order={2} mb="xs">
                {t`What Homing does with ${chosen.title}`}
              </Title>
              <Capabilities connector={chosen} />
            </section>
          </div>
        )}
      </Stack>
    </>
  )
}

function Choices({ title, connectors }: { title: string; connectors: readonly ConnectorInfo[] }) {
  if (connectors.length === 0) return null
  return (
    <Stack gap="xs" role="group" aria-label={title}>
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      <div className={classes.choices}>
        {connectors.map(({ id, title }) => (
          <Radio key={id} value={id} label={title} />
        ))}
      </div>
    </Stack>
  )
}
