import { Button } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import type { Connection } from './state.ts'

/** Stops the schedule, or starts it again; nothing is lost either way. */
export function PauseButton({ connection }: { connection: Connection }) {
  const may = useMay()
  const change = useChange('connections.change', [
    'connections.show',
    'connections.list',
    'runs.show',
    'runs.list',
  ])
  if (!may('manage_connections')) return null
  const isPaused = connection.status === 'paused'
  const done = isPaused
    ? t`${connection.name} reads again, beginning where it stopped.`
    : t`${connection.name} reads nothing until it is resumed. What happens meanwhile is read then; a
        run under way stops after the page at hand and goes on from there.`
  return (
    <Button
      variant="default"
      loading={change.isPending}
      leftSection={
        isPaused ? (
          <IconPlayerPlay size={16} aria-hidden />
        ) : (
          <IconPlayerPause size={16} aria-hidden />
        )
      }
      onClick={() =>
        change.mutate(
          { params: { connectionId: connection.id }, body: { isPaused: !isPaused } },
          { onSuccess: () => notifyDone(done), onError: notifyRefusal },
        )
      }
    >
      {isPaused ? t`Resume` : t`Pause`}
    </Button>
  )
}
