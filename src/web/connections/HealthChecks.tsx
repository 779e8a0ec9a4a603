import { Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconStethoscope } from '@tabler/icons-react'
import { useChange } from '../api.ts'
import { jt, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { useMay } from '../session/session.ts'
import { AuthoriseButton } from './AuthoriseButton.tsx'
import classes from './connections.module.css'
import type { Connection } from './state.ts'

/** Each thing that was looked at, with what there is to do about it; a look now. */
export function HealthChecks({ connection }: { connection: Connection }) {
  const may = useMay()
  const check = useChange('connections.check', ['connections.show', 'connections.list'])
  const { health, healthAt } = connection
  return (
    <Stack gap="sm" maw={720}>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {healthAt === null ? t`Not looked at yet.` : jt`Looked at ${(<Moment at={healthAt} />)}`}
        </Text>
        {may('sync') && (
          <Button
            variant="default"
            leftSection={<IconStethoscope size={16} aria-hidden />}
            loading={check.isPending}
            onClick={() => check.mutate({ params: { connectionId: connection.id } })}
          >
            {t`Check now`}
          </Button>
        )}
      </Group>
      {check.error && <ErrorNotice error={check.error} />}
      <ul className={classes.checks} aria-label={t`Checks`}>
        {health?.checks.map((line) => (
          <li key={line.name} data-failed={!line.ok || undefined}>
            {line.ok ? (
              <IconCircleCheck size={20} aria-label={tc('check')`good`} role="img" />
            ) : (
              <IconAlertTriangle size={20} aria-label={t`needs a look`} role="img" />
            )}
            <div>
              <Text size="sm">{said(line.sentence)}</Text>
              {line.remedy && (
                <Text size="sm" c="dimmed">
                  {said(line.remedy)}
                </Text>
              )}
            </div>
          </li>
        ))}
      </ul>
      {health?.ok === false && (
        <Group>
          <AuthoriseButton connection={connection} />
        </Group>
      )}
    </Stack>
  )
}
