import { ActionIcon, Menu, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { IconUser } from '@tabler/icons-react'
import { call } from '../api.ts'
import { t } from '../languages/messages.ts'
import { notifyRefusal } from '../refusals.ts'
import { ROLE_WORDS } from '../settings/roles.ts'
import { useSession } from '../session/session.ts'

/** Who is signed in, their own settings, and the way out. */
export function AccountMenu() {
  const { user, role } = useSession()
  const queryClient = useQueryClient()
  const router = useRouter()

  async function signOut() {
    try {
      await call('session.end', {})
    } catch (error) {
      return notifyRefusal(error)
    }
    await router.navigate({ to: '/sign-in' })
    queryClient.clear()
  }

  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t`Account of ${user.name}`}>
          <IconUser size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item renderRoot={(props) => <Link to="/settings/account" {...props} />}>
          <Text component="span" display="block" size="sm" fw={600} truncate>
            {user.name}
          </Text>
          <Text component="span" display="block" size="xs" c="dimmed" truncate>
            {user.email} · {ROLE_WORDS[role].name}
          </Text>
        </Menu.Item>
        <Menu.Item onClick={() => void signOut()}>{t`Sign out`}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
