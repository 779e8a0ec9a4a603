import { Group, Text } from '@mantine/core'
import { ConnectionFreshness } from '../alarms/ConnectionFreshness.tsx'
import { ConnectionState } from '../connections/ConnectionState.tsx'
import type { Connection } from '../connections/state.ts'
import { jt, t } from '../languages/messages.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { RunProgress } from '../runs/RunProgress.tsx'
import classes from './home.module.css'

/** Each connection in two lines: how it is, when it last read, when it reads next. */
export function ConnectionsHealth({ connections }: { connections: Connection[] }) {
  return (
    <Panel title={t`Connections`}>
      <ul className={classes.lines}>
        {connections.map((connection) => (
          <li key={connection.id}>
            <Group justify="space-between" gap="xs">
              <TextLink
                size="sm"
                fw={600}
                style={{ overflowWrap: 'anywhere' }}
                to="/connections/$connectionId"
                params={{ connectionId: String(connection.id) }}
              >
                {connection.name}
              </TextLink>
              <ConnectionState connection={connection} />
            </Group>
            <Text size="sm" c="dimmed">
              {connection.lastPullAt === null
                ? t`Never read in full`
                : jt`Last read ${(<Moment at={connection.lastPullAt} />)}`}
              {connection.nextRunAt !== null && connection.status === 'active' && (
                <>
                  {' · '}
                  {jt`next ${(<Moment at={connection.nextRunAt} />)}`}
                </>
              )}
            </Text>
            <ConnectionFreshness connection={connection} />
            {connection.openRunId !== null && <RunProgress runId={connection.openRunId} />}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
