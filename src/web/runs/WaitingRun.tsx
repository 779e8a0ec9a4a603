import { Button, Group, Stack, Text } from '@mantine/core'
import { IconClock } from '@tabler/icons-react'
import { useChange } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { Moment } from '../pieces/Moment.tsx'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import type { Run } from './words.ts'

interface WaitingRunProps {
  run: Run
  onCancel?: () => void
}

/** A run that waits: until when, why, and that it goes on by itself. */
export function WaitingRun({ run, onCancel }: WaitingRunProps) {
  const may = useMay()
  const sync = useChange('connections.sync', ['runs.show', 'connections.show', 'connections.list'])
  const params = { connectionId: run.connectionId }
  return (
    <Stack gap={4} role="group" aria-label={t`A run that waits`}>
      <Group justify="space-between" gap="md">
        <Group gap={6} wrap="nowrap">
          <IconClock size={16} aria-hidden />
          <Text size="sm" fw={500}>
            {run.waitingUntil === null
              ? t`Waits until the connection is resumed`
              : jt`Waits, and goes on ${(<Moment at={run.waitingUntil} />)}`}
          </Text>
        </Group>
        <Group gap="xs">
          {may('sync') && run.waitingUntil !== null && (
            <Button
              variant="default"
              size="compact-sm"
              loading={sync.isPending}
              onClick={() =>
                sync.mutate(
                  { params, query: { kinds: run.kinds.join(',') } },
                  { onError: notifyRefusal },
                )
              }
            >
              {t`Go on now`}
            </Button>
          )}
          {onCancel && (
            <Button variant="default" size="compact-sm" onClick={onCancel}>
              {t`Cancel`}
            </Button>
          )}
        </Group>
      </Group>
      {run.message !== null && <Text size="sm">{said(run.message)}</Text>}
    </Stack>
  )
}
