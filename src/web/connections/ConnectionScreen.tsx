import { Group, Stack, Tabs, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { ConnectionFreshness } from '../alarms/ConnectionFreshness.tsx'
import { useAnswer } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { LinesSkeleton, PageSkeleton } from '../pieces/Skeletons.tsx'
import { TabRow } from '../pieces/TabRow.tsx'
import { RunProgress } from '../runs/RunProgress.tsx'
import { RunsTable } from '../runs/RunsTable.tsx'
import { useMay } from '../session/session.ts'
import { AtTheService } from './AtTheService.tsx'
import { AuthoriseButton } from './AuthoriseButton.tsx'
import { ConnectionFacts } from './ConnectionFacts.tsx'
import { ConnectionSettings } from './ConnectionSettings.tsx'
import { ConnectionState } from './ConnectionState.tsx'
import { GoingOut } from './GoingOut.tsx'
import { HealthChecks } from './HealthChecks.tsx'
import { HeldChanges } from './HeldChanges.tsx'
import { HookPanel, useHook } from './HookPanel.tsx'
import { paceOf } from './paces.ts'
import { PauseButton } from './PauseButton.tsx'
import { Schedules } from './Schedules.tsx'
import { inWords, isAsked, needsAuthorisation, stateOf, type Connection } from './state.ts'
import { SyncButton } from './SyncButton.tsx'

const MappingPanel = lazy(() => import('../mapping/MappingPanel.tsx'))
const FilesPanel = lazy(() => import('../files/FilesPanel.tsx'))
const ActivitiesPanel = lazy(() => import('../activities/ActivitiesPanel.tsx'))
const route = getRouteApi('/inside/connections/$connectionId')
const TABS = [
  ...(['files', 'runs', 'schedule', 'health', 'service', 'fields'] as const),
  ...(['activities', 'hook', 'settings'] as const),
]

/** What means nothing where nobody asks the service. */
const ASKED: readonly (typeof TABS)[number][] = ['runs', 'schedule', 'service']

/** One connection: how it is, what it is doing, what it did, and what can be changed. */
export default function ConnectionScreen() {
  const connectionId = Number(route.useParams().connectionId)
  const answer = useAnswer('connections.show', { params: { connectionId } }, { every: paceOf })
  const { data, error, refetch } = answer
  if (error && !data) return <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const connection = inWords(data)
  return (
    <>
      <PageHeader
        title={connection.name}
        sub={
          <Group gap="xs">
            <ConnectionState connection={connection} />
            {[connection.connectorTitle, connection.health?.account].filter(Boolean).join(' · ')}
          </Group>
        }
        actions={<Actions connection={connection} />}
      />
      <Stack gap="md">
        <Advice connection={connection} />
        {isAsked(connection) && <ConnectionFreshness connection={connection} />}
        {connection.openRunId !== null && <RunProgress runId={connection.openRunId} />}
        <HeldChanges connection={connection} />
        <ConnectionFacts connection={connection} />
        <GoingOut connection={connection} />
        <ConnectionTabs connection={connection} />
      </Stack>
    </>
  )
}

function Actions({ connection }: { connection: Connection }) {
  if (needsAuthorisation(connection)) return <AuthoriseButton connection={connection} />
  return (
    <>
      {connection.status === 'active' && <SyncButton connection={connection} />}
      <PauseButton connection={connection} />
    </>
  )
}

function Advice({ connection }: { connection: Connection }) {
  const { advice } = stateOf(connection)
  if (advice === '') return null
  return <Text size="sm">{advice}</Text>
}

function ConnectionTabs({ connection }: { connection: Connection }) {
  const navigate = route.useNavigate()
  const { tab: typed } = route.useSearch()
  const may = useMay()
  const hook = useHook(connection.id)
  const connectors = useAnswer('connectors.list', {})
  const parts = connectors.data?.items.find(({ id }) => id === connection.connector)?.capabilities
  const has = (part: string) =>
    parts?.some(({ name, isPresent }) => name === part && isPresent) ?? false
  const shown = TABS.filter(
    (name) =>
      (name !== 'settings' || may('manage_connections'))
      && (name !== 'hook' || hook.data?.isAvailable === true)
      && (name !== 'fields' || has('fields'))
      && (name !== 'files' || has('files'))
      && (name !== 'activities' || has('activities'))
      && (!ASKED.includes(name) || isAsked(connection)),
  )
  // Which tabs there are is not known yet: none is opened that another would take the place of.
  if (connectors.isPending || hook.isPending) return <LinesSkeleton lines={8} />
  const tab = shown.find((name) => name === typed) ?? shown[0]!
  return (
    <Tabs value={tab} onChange={(name) => void navigate({ search: { tab: name ?? undefined } })}>
      <TabRow open={tab}>
        {shown.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {tabWords(name, connection)}
          </Tabs.Tab>
        ))}
      </TabRow>
      <Tabs.Panel value="files">
        <Suspense fallback={<LinesSkeleton lines={8} />}>
          <FilesPanel connectionId={connection.id} />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="runs">
        <RunsTable connectionId={connection.id} />
      </Tabs.Panel>
      <Tabs.Panel value="schedule">
        <Schedules connection={connection} />
      </Tabs.Panel>
      <Tabs.Panel value="health">
        <HealthChecks connection={connection} />
      </Tabs.Panel>
      <Tabs.Panel value="service">
        <AtTheService connection={connection} />
      </Tabs.Panel>
      <Tabs.Panel value="fields">
        <Suspense fallback={<LinesSkeleton lines={8} />}>
          <MappingPanel connection={connection} />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="activities">
        <Suspense fallback={<LinesSkeleton lines={8} />}>
          <ActivitiesPanel connection={connection} />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="hook">
        <HookPanel connection={connection} />
      </Tabs.Panel>
      <Tabs.Panel value="settings">
        <ConnectionSettings connection={connection} />
      </Tabs.Panel>
    </Tabs>
  )
}

function tabWords(tab: (typeof TABS)[number], connection: Connection): string {
  switch (tab) {
    case 'files':
      return t`Files`
    case 'runs':
      return t`Runs`
    case 'schedule':
      return t`Schedule`
    case 'health':
      return t`Health`
    case 'service':
      return t`At ${connection.connectorTitle}`
    case 'fields':
      return t`Fields`
    case 'activities':
      return t`Activities`
    case 'hook':
      return tc('webhook')`Deliveries`
    case 'settings':
      return t`Settings`
  }
}
