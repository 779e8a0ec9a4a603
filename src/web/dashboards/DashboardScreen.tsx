import { Button, Group } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { ButtonLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { seenByWithin } from '../views/words.ts'
import { bodyOf, DASHBOARDS_KEPT, type Dashboard, type Tile } from './dashboards.ts'
import { NameDashboard } from './NameDashboard.tsx'
import Tiles from './Tiles.tsx'

/** One dashboard: views side by side, each asked anew by whoever looks. */
export default function DashboardScreen() {
  const { dashboardId } = useParams({ from: '/inside/dashboards/$dashboardId' })
  const params = { dashboardId: Number(dashboardId) }
  const { data, error, refetch } = useAnswer('dashboards.show', { params })
  if (error && !data) return <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return <Looked key={data.version} dashboard={data} />
}

function Looked({ dashboard }: { dashboard: Dashboard }) {
  const [arranged, setArranged] = useState<Tile[] | null>(null)
  const change = useChange('dashboards.change', [...DASHBOARDS_KEPT])
  const params = { dashboardId: dashboard.id }

  async function keep(tiles: Tile[]) {
    try {
      await change.mutateAsync({ params, body: bodyOf(dashboard, { tiles }) })
      notifyDone(t`The arrangement is kept.`)
    } catch (error) {
      notifyRefusal(error)
    }
  }

  const tiles = arranged ?? dashboard.tiles
  return (
    <>
      <PageHeader
        title={dashboard.name}
        sub={`${t`A dashboard of ${dashboard.owner}`} · ${seenByWithin(dashboard)}`}
        actions={
          arranged ? (
            <>
              <Button loading={change.isPending} onClick={() => void keep(arranged)}>
                {t`Keep the arrangement`}
              </Button>
              <Button variant="default" onClick={() => setArranged(null)}>
                {t`Leave it as it was`}
              </Button>
            </>
          ) : (
            <Actions dashboard={dashboard} onArrange={() => setArranged(dashboard.tiles)} />
          )
        }
      />
      {tiles.length === 0 ? (
        <EmptyState
          title={t`No view stands here yet`}
          action={<ButtonLink to="/views">{t`Choose a view`}</ButtonLink>}
        >
          {t`Open a view and press “Put on a dashboard…”: as a number, a chart or a table. Each
            tile shows what is known at the moment, and leads to its view.`}
        </EmptyState>
      ) : (
        <Tiles tiles={tiles} {...(arranged && { onArrange: setArranged })} />
      )}
    </>
  )
}

function Actions({ dashboard, onArrange }: { dashboard: Dashboard; onArrange: () => void }) {
  const params = { dashboardId: dashboard.id }
  const navigate = useNavigate()
  const remove = useChange('dashboards.remove', [...DASHBOARDS_KEPT])
  return (
    <Group gap="xs">
      <AtHome dashboard={dashboard} />
      {dashboard.isYours && (
        <>
          {dashboard.tiles.length > 0 && (
            <Button variant="default" onClick={onArrange}>
              {t`Arrange`}
            </Button>
          )}
          <NameDashboard dashboard={dashboard} />
          <ConfirmAction
            label={t`Remove`}
            isDestructive
            confirmLabel={t`Remove “${dashboard.name}”`}
            consequence={t`It goes for everybody who sees it. Its views stay.`}
            onConfirm={async () => {
              await remove.mutateAsync({ params })
              void navigate({ to: '/dashboards' })
            }}
          />
        </>
      )}
    </Group>
  )
}

function AtHome({ dashboard }: { dashboard: Dashboard }) {
  const { data } = useAnswer('dashboards.home', {})
  const put = useChange('dashboards.putAtHome', ['dashboards.home'])
  if (!data) return null
  const isThere = data.dashboard?.id === dashboard.id
  async function change() {
    try {
      await put.mutateAsync({ body: { dashboardId: isThere ? null : dashboard.id } })
      notifyDone(isThere ? t`It is no longer at home.` : t`It stands at home.`)
    } catch (error) {
      notifyRefusal(error)
    }
  }
  return (
    <Button variant="default" loading={put.isPending} onClick={() => void change()}>
      {isThere ? t`Take it from home` : t`Show at home`}
    </Button>
  )
}
