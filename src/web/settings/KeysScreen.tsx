import { Text } from '@mantine/core'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { notifyDone } from '../refusals.ts'
import { MakeKey } from './MakeKey.tsx'
import { ROLE_WORDS } from './roles.ts'

type Key = AnswerTo<'keys.list'>['items'][number]

const columns: Column<Key>[] = [
  { id: 'name', header: t`Name`, width: 160, cell: (key) => key.name },
  {
    id: 'hint',
    header: t`Begins with`,
    cell: (key) => (
      <Text ff="monospace" size="xs">
        {key.hint}…
      </Text>
    ),
  },
  { id: 'role', header: t`Role`, cell: (key) => ROLE_WORDS[key.role].name },
  { id: 'used', header: t`Last used`, cell: (key) => <Moment at={key.lastUsedAt} /> },
  { id: 'made', header: t`Made`, cell: (key) => <Moment at={key.createdAt} /> },
  {
    id: 'expires',
    header: t`Expires`,
    cell: (key) => (key.expiresAt ? <Moment at={key.expiresAt} /> : tc('expiry')`never`),
  },
  { id: 'revoke', header: t`Access`, width: 200, cell: (key) => <RevokeKey apiKey={key} /> },
]

/** The keys by which programs, the command line among them, come in. */
export default function KeysScreen() {
  const { data, error, refetch, isPending } = useAnswer('keys.list', {})
  return (
    <Panel isPlain title={t`API keys`} actions={<MakeKey />}>
      {error && !data ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <DataTable
          label={t`API keys`}
          columns={columns}
          rows={data?.items ?? []}
          rowKey={(key) => key.id}
          isPending={isPending}
          empty={
            <EmptyState title={t`No key yet`}>
              {t`A program that asks Homing needs a key of its own, so that it can be revoked
                alone.`}
            </EmptyState>
          }
        />
      )}
    </Panel>
  )
}

function RevokeKey({ apiKey }: { apiKey: Key }) {
  const remove = useChange('keys.remove', ['keys.list', 'audit.list'])
  return (
    <ConfirmAction
      label={t`Revoke ${apiKey.name}…`}
      confirmLabel={t`Revoke ${apiKey.name}`}
      size="compact-xs"
      variant="subtle"
      isDestructive
      consequence={t`Whatever uses this key is refused from now on. It cannot be brought back.`}
      onConfirm={async () => {
        await remove.mutateAsync({ params: { keyId: apiKey.id } })
        notifyDone(t`${apiKey.name} is revoked.`)
      }}
    />
  )
}
