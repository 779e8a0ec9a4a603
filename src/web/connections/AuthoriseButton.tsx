import { Button } from '@mantine/core'
import { IconExternalLink, IconKey } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useAnswer, useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { SIGN_IN_HASH } from './signInHash.ts'
import type { Connection } from './state.ts'

/**
 * Leads to the service's consent page, which leads back to the connection; where the service has
 * none, to the settings, where the password or the keys are.
 */
export function AuthoriseButton({ connection }: { connection: Connection }) {
  const may = useMay()
  const authorise = useChange('connections.authorise')
  const connectors = useAnswer('connectors.list', {})
  if (!may('manage_connections')) return null
  const connector = connectors.data?.items.find(({ id }) => id === connection.connector)
  if (connector && !connector.capabilities.some(isConsentPage)) {
    return (
      <Button
        leftSection={<IconKey size={16} aria-hidden />}
        renderRoot={(props) => (
          <Link
            to="/connections/$connectionId"
            params={{ connectionId: String(connection.id) }}
            search={{ tab: 'settings' }}
            hash={SIGN_IN_HASH}
            {...props}
          />
        )}
      >
        {t`Enter the sign-in again`}
      </Button>
    )
  }
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
      {t`Authorise at ${connection.connectorTitle}`}
    </Button>
  )
}

/** Whether the service asks a person to sign in and allow it. */
export function isConsentPage({ name, isPresent }: { name: string; isPresent: boolean }): boolean {
  return name === 'oauth2' && isPresent
}
