import { Group, Stack, Text } from '@mantine/core'
import { ConnectionFreshness } from '../alarms/ConnectionFreshness.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { RunProgress } from '../runs/RunProgress.tsx'
import { AuthoriseButton } from './AuthoriseButton.tsx'
import { ConnectionFacts } from './ConnectionFacts.tsx'
import { ConnectionState } from './ConnectionState.tsx'
import classes from './connections.module.css'
import { PauseButton } from './PauseButton.tsx'
import { isAsked, needsAuthorisation, stateOf, type Connection } from './state.ts'
import { SyncButton } from './SyncButton.tsx'

/** One connection of the list: its state in words, its facts, and the one thing to do. */
export function ConnectionCard({ connection }: { connection: Connection }) {
  const { advice } = stateOf(connection)
  return (
    <Stack gap="sm" component="article" className={classes.card} aria-label={connection.name}>
      <Group justify="space-between" align="flex-start">
        <Stack gap={2} style={{ minWidth: 0, flex: '1 1 200px' }}>
          <Group gap="xs">
            <TextLink
              fw={600}
              style={{ overflowWrap: 'anywhere' }}
              to="/connections/$connectionId"
              params={{ connectionId: String(connection.id) }}
            >
              {connection.name}
            </TextLink>
            <ConnectionState connection={connection} />
          </Group>
          <Text size="xs" c="dimmed">
            {[connection.connectorTitle, connection.health?.account].filter(Boolean).join(' · ')}
          </Text>
        </Stack>
        <NextStep connection={connection} />
      </Group>
      {advice !== '' && <Text size="sm">{advice}</Text>}
      {isAsked(connection) && <ConnectionFreshness connection={connection} />}
      {connection.openRunId !== null && <RunProgress runId={connection.openRunId} />}
      <ConnectionFacts connection={connection} />
    </Stack>
  )
}

function NextStep({ connection }: { connection: Connection }) {
  if (needsAuthorisation(connection)) return <AuthoriseButton connection={connection} />
  if (connection.status === 'paused') return <PauseButton connection={connection} />
  return <SyncButton connection={connection} variant="default" />
}
