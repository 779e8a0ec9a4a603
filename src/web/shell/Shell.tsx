import { AppShell, Burger, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet, useLocation, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { t, tc } from '../languages/messages.ts'
import { useSession } from '../session/session.ts'
import { AccountMenu } from './AccountMenu.tsx'
import { leadsSomewhere } from './addresses.ts'
import { Bell } from './Bell.tsx'
import { Mark } from './Mark.tsx'
import { PaletteButton } from './PaletteButton.tsx'
import { Rail } from './Rail.tsx'
import { SchemeSwitch } from './SchemeSwitch.tsx'
import { useFocusKept } from './useFocusKept.ts'
import classes from './Shell.module.css'

/** What stands around every screen: the rail on the left, workspace, search and account on top. */
export function Shell() {
  const [isRailOpen, rail] = useDisclosure()
  const { workspace } = useSession()
  const place = useLocation({ select: (location) => location.pathname })
  const { close } = rail
  useEffect(close, [place, close])
  useFocusKept()

  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !isRailOpen } }}
      padding={{ base: 'md', sm: 'lg' }}
    >
      <a href="#main" className={classes.skip}>{t`Skip to the page`}</a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
            <Burger
              opened={isRailOpen}
              onClick={rail.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isRailOpen ? t`Close the menu` : t`Open the menu`}
              aria-expanded={isRailOpen}
            />
            <Mark />
            <Text fw={600} size="sm" truncate title={workspace.name}>
              {workspace.name}
            </Text>
            {workspace.isDemo && (
              <Text
                size="xs"
                c="dimmed"
                visibleFrom="xs"
                style={{ whiteSpace: 'nowrap' }}
              >{t`sample world`}</Text>
            )}
          </Group>
          <Group gap="xs" wrap="nowrap">
            <PaletteButton />
            <Bell />
            <SchemeSwitch />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" className={classes.rail} aria-label={tc('navigation')`Main`}>
        <Rail />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <div className={classes.page}>
          <Screen />
        </div>
      </AppShell.Main>
    </AppShell>
  )
}

const NotFound = lazy(() => import('./NotFound.tsx'))

function Screen() {
  if (leadsSomewhere(useParams({ strict: false }))) return <Outlet />
  return (
    <Suspense fallback={null}>
      <NotFound />
    </Suspense>
  )
}
