import { Group, Select } from '@mantine/core'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { useSession } from '../session/session.ts'
import { AddUser } from './AddUser.tsx'
import { NewPassword } from './NewPassword.tsx'
import { ROLE_WORDS, type Role } from './roles.ts'

type User = AnswerTo<'users.list'>['items'][number]

const columns: Column<User>[] = [
  { id: 'name', header: t`Name`, width: 160, cell: (user) => user.name },
  { id: 'email', header: t`E-mail address`, width: 200, cell: (user) => user.email },
  { id: 'role', header: t`Role`, width: 160, cell: (user) => <RoleOf user={user} /> },
  { id: 'seen', header: t`Last seen`, cell: (user) => <Moment at={user.lastSeenAt} /> },
  { id: 'added', header: t`Added`, cell: (user) => <Moment at={user.createdAt} /> },
  { id: 'access', header: t`Access`, width: 200, cell: (user) => <AccessOf user={user} /> },
]

/** Who may sign in, and as what. */
export default function UsersScreen() {
  const { data, error, refetch, isPending } = useAnswer('users.list', {})
  return (
    <Panel isPlain title={t`Users`} actions={<AddUser />}>
      {error && !data ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <DataTable
          label={t`Users`}
          columns={columns}
          rows={data?.items ?? []}
          rowKey={(user) => user.id}
          isPending={isPending}
        />
      )}
    </Panel>
  )
}

const BECOME: Record<Role, (name: string) => string> = {
  administrator: (name) => t`${name} is administrator now.`,
  manager: (name) => t`${name} is manager now.`,
  editor: (name) => t`${name} is editor now.`,
  viewer: (name) => t`${name} is viewer now.`,
}

function RoleOf({ user }: { user: User }) {
  const session = useSession()
  const change = useChange('users.change', ['users.list', 'audit.list'])

  async function become(role: Role) {
    try {
      await change.mutateAsync({ params: { userId: user.id }, body: { role } })
      notifyDone(BECOME[role](user.name))
    } catch (refusal) {
      notifyRefusal(refusal)
    }
  }

  if (user.id === session.user.id) return t`${ROLE_WORDS[user.role].name} (you)`
  return (
    <Select
      aria-label={t`Role of ${user.name}`}
      size="xs"
      w={152}
      allowDeselect={false}
      disabled={change.isPending}
      data={Object.entries(ROLE_WORDS).map(([value, { name }]) => ({ value, label: name }))}
      value={user.role}
      onChange={(role) => role && void become(role as Role)}
    />
  )
}

/** One's own is changed under one's account. */
function AccessOf({ user }: { user: User }) {
  const session = useSession()
  if (user.id === session.user.id) return null
  return (
    <Group gap={4}>
      <NewPassword user={user} />
      <RemoveUser user={user} />
    </Group>
  )
}

function RemoveUser({ user }: { user: User }) {
  const remove = useChange('users.remove', ['users.list', 'audit.list'])
  return (
    <ConfirmAction
      label={t`Remove ${user.name}…`}
      confirmLabel={t`Remove ${user.name}`}
      size="compact-xs"
      variant="subtle"
      isDestructive
      consequence={t`${user.name} can no longer sign in, and their sessions end now. What they did
        stays in the audit log.`}
      onConfirm={async () => {
        await remove.mutateAsync({ params: { userId: user.id } })
        notifyDone(t`${user.name} can no longer sign in.`)
      }}
    />
  )
}
