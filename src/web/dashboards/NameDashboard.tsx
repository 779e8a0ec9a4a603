import { MultiSelect, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { notifyDone } from '../refusals.ts'
import type { Role } from '../settings/roles.ts'
import { ROLES_SEEING, SEEN_BY_CHOICES } from '../views/words.ts'
import { bodyOf, DASHBOARDS_KEPT, type Dashboard } from './dashboards.ts'

/** What a dashboard is called, and who sees it. */
export function NameDashboard({ dashboard }: { dashboard: Dashboard }) {
  const [name, setName] = useState(dashboard.name)
  const [seenBy, setSeenBy] = useState(dashboard.seenBy ?? 'owner')
  const [roles, setRoles] = useState<Role[]>(dashboard.roles ?? [])
  const change = useChange('dashboards.change', [...DASHBOARDS_KEPT])
  async function keep() {
    const words = { name, seenBy, roles: seenBy === 'roles' ? roles : [] }
    const params = { dashboardId: dashboard.id }
    await change.mutateAsync({ params, body: bodyOf(dashboard, words) })
    notifyDone(t`“${name}” is kept.`)
  }
  return (
    <ConfirmAction
      label={t`Name and sharing`}
      confirmLabel={t`Keep name and sharing`}
      consequence={t`Whoever sees it sees in each tile what they may see of its view, and no more.`}
      onConfirm={keep}
    >
      <Stack gap="sm">
        <TextInput
          label={t`Name`}
          required
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t`Seen by`}
          allowDeselect={false}
          data={SEEN_BY_CHOICES}
          value={seenBy}
          onChange={(who) => who !== null && setSeenBy(who as typeof seenBy)}
        />
        {seenBy === 'roles' && (
          <MultiSelect
            label={t`Roles`}
            data={ROLES_SEEING}
            value={roles}
            onChange={(chosen) => setRoles(chosen as Role[])}
          />
        )}
      </Stack>
    </ConfirmAction>
  )
}
