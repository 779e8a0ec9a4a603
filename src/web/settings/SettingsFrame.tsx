import { Tabs } from '@mantine/core'
import { useDocumentTitle, useMediaQuery } from '@mantine/hooks'
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { t } from '../languages/messages.ts'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { TabRow } from '../pieces/TabRow.tsx'
import { useMay } from '../session/session.ts'
import classes from './SettingsFrame.module.css'

const PARTS = [
  { to: '/settings/account', name: t`Your account`, isAdministration: false },
  { to: '/settings/notifications', name: t`Notifications`, isAdministration: false },
  { to: '/settings/bounces', name: t`Bounces`, isAdministration: false },
  { to: '/settings/click-rules', name: t`Click rules`, isAdministration: false },
  { to: '/settings/own-fields', name: t`Fields of people`, isAdministration: true },
  { to: '/settings/field-access', name: t`Field access`, isAdministration: true },
  { to: '/settings/users', name: t`Users`, isAdministration: true },
  { to: '/settings/keys', name: t`API keys`, isAdministration: true },
  { to: '/settings/webhooks', name: t`Webhooks`, isAdministration: true },
  { to: '/settings/preference-page', name: t`Preference page`, isAdministration: true },
  { to: '/settings/audit', name: t`Audit log`, isAdministration: true },
] as const

/** Beside the rail, the parts and the widest of them. */
const ROOMY = '(min-width: 1200px)'

/** The parts of the settings one may see. */
export default function SettingsFrame() {
  const path = useLocation({ select: (location) => location.pathname })
  const navigate = useNavigate()
  const may = useMay()
  const isRoomy = useMediaQuery(ROOMY, false, { getInitialValueInEffect: false })
  const parts = PARTS.filter((part) => !part.isAdministration || may('administer'))
  const part = parts.find(({ to }) => to === path)
  return (
    <>
      <PageHeader title={t`Settings`} />
      {part && <PartTitle key={part.to} name={part.name} />}
      <Tabs
        value={path}
        onChange={(to) => to && void navigate({ to })}
        orientation={isRoomy ? 'vertical' : 'horizontal'}
        className={isRoomy ? classes.parts : undefined}
      >
        <TabRow open={path} mb={isRoomy ? undefined : 'lg'}>
          {parts.map((part) => (
            <Tabs.Tab key={part.to} value={part.to}>
              {part.name}
            </Tabs.Tab>
          ))}
        </TabRow>
        <Tabs.Panel value={path}>
          <Outlet />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

/** In the browser's tabs and its history each part has a name of its own. */
function PartTitle({ name }: { name: string }) {
  useDocumentTitle(`${name} · ${t`Settings`} · Homing`)
  return null
}
