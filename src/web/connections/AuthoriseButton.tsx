import { Button } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useChange } from '../api.ts'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import type { Connection } from './state.ts'

/** Leads to the service's consent page; the service leads back to the connection. */
export function AuthoriseButton({ connection }: { connection: Connection }) {
  const may = useMay()
  const authorise = useChange('connections.authorise')
  if (!may('manage_connections')) return null
  return (
    <Button
      leftSection={<IconExternalLink size={16} aria-hidden />}
      loading={authorise.isPending || authorise.isSuccess}
      onClick={() =>
        authorise.mutate(
          { params: { connectionId: connection.id } },
          { onSuccess: ({ url }) => window.location.assign(url), onError: notifyRefusal },
        )
      }
    >
      Authorise at {connection.connectorTitle}
    </Button>
  )
}
