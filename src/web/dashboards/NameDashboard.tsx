import { MultiSelect, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { notifyDone } from '../refusals.ts'
import { ROLE_WORDS, type Role } from '../settings/roles.ts'
import { SEEN_BY_CHOICES } from '../views/words.ts'
import { bodyOf, DASHBOARDS_KEPT, type Dashboard } from './dashboards.ts'

const ROLES = (Object.keys(ROLE_WORDS) as Role[]).map((role) => ({
  value: role,
  label: `${ROLE_WORDS[role].name}s`,
}))

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
    notifyDone(`“${name}” is kept.`)
  }
  return (
    <ConfirmAction
      label="Name and sharing"
      confirmLabel="Keep name and sharing"
      consequence="Whoever sees it sees in each tile what they may see of its view, and no more."
      onConfirm={keep}
    >
      <Stack gap="sm">
        <TextInput
          label="Name"
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Seen by"
          allowDeselect={false}
          data={SEEN_BY_CHOICES}
          value={seenBy}
          onChange={(who) => who !== null && setSeenBy(who as typeof seenBy)}
        />
        {seenBy === 'roles' && (
          <MultiSelect
            label="Roles"
            data={ROLES}
            value={roles}
            onChange={(chosen) => setRoles(chosen as Role[])}
          />
        )}
      </Stack>
    </ConfirmAction>
  )
}
