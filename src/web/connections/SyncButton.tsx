import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { isAsked, type Connection } from './state.ts'

interface SyncButtonProps {
  connection: Connection
  variant?: 'filled' | 'default'
}

/** Starts a run of everything of the connection, unless one is under way. */
export function SyncButton({ connection, variant = 'filled' }: SyncButtonProps) {
  const may = useMay()
  const sync = useChange('connections.sync', [
    'connections.show',
    'connections.list',
    'runs.list',
    'campaigns.show',
  ])
  if (!may('sync') || !isAsked(connection)) return null
  const isRunning = connection.openRunId !== null
  return (
    <Button
      variant={variant}
      leftSection={<IconRefresh size={16} aria-hidden />}
      disabled={isRunning}
      loading={sync.isPending}
      onClick={() =>
        sync.mutate({ params: { connectionId: connection.id } }, { onError: notifyRefusal })
      }
    >
      {isRunning ? (connection.isOpenRunWaiting ? t`Waiting…` : t`Syncing…`) : t`Sync now`}
    </Button>
  )
}
