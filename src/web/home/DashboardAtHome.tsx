import { useQuery } from '@tanstack/react-query'
import { useAnswer } from '../api.ts'
import { t } from '../languages/messages.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'

/** The dashboard of home, and what draws it: loaded where there is one. */
export function useDashboardAtHome() {
  const { data, isPending } = useAnswer('dashboards.home', {})
  const dashboard = data?.dashboard ?? null
  const code = useQuery({
    queryKey: ['code', 'tiles'],
    queryFn: async () => ({ Tiles: (await import('../dashboards/Tiles.tsx')).default }),
    enabled: dashboard !== null,
    staleTime: Infinity,
  })
  return { dashboard, code, isPending: isPending || (dashboard !== null && code.isPending) }
}

/** The dashboard one has chosen for home; nothing where none is, or it cannot be read. */
export function DashboardAtHome({ dashboard, code }: ReturnType<typeof useDashboardAtHome>) {
  if (dashboard === null) return null
  const { id, name, tiles } = dashboard
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
      {code.error && <ErrorNotice error={code.error} onRetry={() => void code.refetch()} />}
      {code.data && <code.data.Tiles tiles={tiles} />}
    </Panel>
  )
}
