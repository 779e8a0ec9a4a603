import { lazy, Suspense } from 'react'
import { useAnswer } from '../api.ts'
import { t } from '../languages/messages.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'

const Tiles = lazy(() => import('../dashboards/Tiles.tsx'))

/** The dashboard one has chosen for home; nothing where none is, or it cannot be read. */
export function DashboardAtHome() {
  const { data } = useAnswer('dashboards.home', {})
  if (!data?.dashboard) return null
  const { id, name, tiles } = data.dashboard
  return (
    <Panel
      title={name}
      isPlain
      actions={
        <TextLink size="sm" to="/dashboards/$dashboardId" params={{ dashboardId: String(id) }}>
          {t`Open the dashboard`}
        </TextLink>
      }
    >
      <Suspense fallback={<LinesSkeleton lines={6} />}>
        <Tiles tiles={tiles} />
      </Suspense>
    </Panel>
  )
}
