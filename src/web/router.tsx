import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ErrorNotice } from './pieces/ErrorNotice.tsx'
import { PageSkeleton } from './pieces/Skeletons.tsx'
import { queryClient } from './queries.ts'
import { isCodeMissing } from './refusals.ts'
import { parseSearch, stringifySearch, words } from './search.ts'
import { enter } from './session/enter.ts'
import { sessionLost } from './session/lost.ts'
import { sessionQuery } from './session/session.ts'
import { Shell } from './shell/Shell.tsx'

const root = createRootRoute()

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./setup/SetupScreen.tsx')),
})
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: words('from'),
  component: lazyRouteComponent(() => import('./session/SignInScreen.tsx')),
})

/** While it is asked who is there: below where the header will be. */
function Entering() {
  return (
    <div style={{ padding: '72px 24px' }}>
      <PageSkeleton />
    </div>
  )
}

/** Everything behind the sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: ({ location }) => enter(location.href),
  component: Shell,
  pendingComponent: Entering,
})

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyRouteComponent(() => import('./home/HomeScreen.tsx')),
})
const campaigns = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns',
  validateSearch: words('search', 'status', 'audience', 'sort', 'order', 'ids', 'month'),
  component: lazyRouteComponent(() => import('./campaigns/CampaignsScreen.tsx')),
})
const campaign = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/$campaignId',
  validateSearch: words(
    'tab',
    'figure',
    'audience',
    'search',
    'linkId',
    'bounceClass',
    'bounceId',
    'domain',
    'readWith',
    'owner',
    'bounced',
    'opened',
    'clicked',
    'step',
  ),
  component: lazyRouteComponent(() => import('./campaigns/CampaignScreen.tsx')),
})
const compare = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/compare',
  validateSearch: words('ids', 'curve', 'audience'),
  component: lazyRouteComponent(() => import('./campaigns/compare/CompareScreen.tsx')),
})
const figures = createRoute({
  getParentRoute: () => inside,
  path: '/figures',
  component: lazyRouteComponent(() => import('./figures/FiguresScreen.tsx')),
})
const newCampaign = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/new',
  validateSearch: words('copyOf'),
  component: lazyRouteComponent(() => import('./campaigns/editor/NewCampaignScreen.tsx')),
})
const editCampaign = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/$campaignId/edit',
  component: lazyRouteComponent(() => import('./campaigns/editor/EditorScreen.tsx')),
})
const reconciliation = createRoute({
  getParentRoute: () => inside,
  path: '/reconciliation',
  component: lazyRouteComponent(() => import('./reconciliation/ReconciliationScreen.tsx')),
})
const people = createRoute({
  getParentRoute: () => inside,
  path: '/people',
  validateSearch: words(
    'search',
    'state',
    'owner',
    'organizationId',
    'organization',
    'leftTopicId',
    'interest',
  ),
  component: lazyRouteComponent(() => import('./people/PeopleScreen.tsx')),
})
const duplicates = createRoute({
  getParentRoute: () => inside,
  path: '/people/duplicates',
  component: lazyRouteComponent(() => import('./people/DuplicatesScreen.tsx')),
})
const person = createRoute({
  getParentRoute: () => inside,
  path: '/people/$personId',
  validateSearch: words('tab', 'kind', 'campaignId', 'channel', 'from', 'until'),
  component: lazyRouteComponent(() => import('./people/PersonScreen.tsx')),
})
const organization = createRoute({
  getParentRoute: () => inside,
  path: '/organizations/$organizationId',
  validateSearch: words('tab', 'kind', 'campaignId', 'channel', 'person', 'from', 'until'),
  component: lazyRouteComponent(() => import('./people/OrganizationScreen.tsx')),
})
const pushes = createRoute({
  getParentRoute: () => inside,
  path: '/pushes',
  component: lazyRouteComponent(() => import('./audience/PushesScreen.tsx')),
})
const bulkAdd = createRoute({
  getParentRoute: () => inside,
  path: '/pushes/new',
  validateSearch: words('push', 'list', 'step', 'from', 'at'),
  component: lazyRouteComponent(() => import('./audience/BulkAddScreen.tsx')),
})
const push = createRoute({
  getParentRoute: () => inside,
  path: '/pushes/$pushId',
  component: lazyRouteComponent(() => import('./audience/PushScreen.tsx')),
})
const topics = createRoute({
  getParentRoute: () => inside,
  path: '/topics',
  validateSearch: words('tab'),
  component: lazyRouteComponent(() => import('./topics/TopicsScreen.tsx')),
})
const lists = createRoute({
  getParentRoute: () => inside,
  path: '/lists',
  validateSearch: words('kind', 'search', 'archived'),
  component: lazyRouteComponent(() => import('./lists/ListsScreen.tsx')),
})
const newList = createRoute({
  getParentRoute: () => inside,
  path: '/lists/new',
  validateSearch: words('kind'),
  component: lazyRouteComponent(() => import('./lists/NewListScreen.tsx')),
})
const list = createRoute({
  getParentRoute: () => inside,
  path: '/lists/$listId',
  component: lazyRouteComponent(() => import('./lists/ListScreen.tsx')),
})
const views = createRoute({
  getParentRoute: () => inside,
  path: '/views',
  validateSearch: words('search', 'archived'),
  component: lazyRouteComponent(() => import('./views/ViewsScreen.tsx')),
})
const newView = createRoute({
  getParentRoute: () => inside,
  path: '/views/new',
  validateSearch: words('subject', 'from', 'values', 'rows'),
  component: lazyRouteComponent(() => import('./views/NewViewScreen.tsx')),
})
const dashboards = createRoute({
  getParentRoute: () => inside,
  path: '/dashboards',
  component: lazyRouteComponent(() => import('./dashboards/DashboardsScreen.tsx')),
})
const dashboard = createRoute({
  getParentRoute: () => inside,
  path: '/dashboards/$dashboardId',
  component: lazyRouteComponent(() => import('./dashboards/DashboardScreen.tsx')),
})
const sentViews = createRoute({
  getParentRoute: () => inside,
  path: '/views/sent',
  component: lazyRouteComponent(() => import('./views/SentViewsScreen.tsx')),
})
const view = createRoute({
  getParentRoute: () => inside,
  path: '/views/$viewId',
  validateSearch: words('values', 'rows', 'as', 'edit'),
  component: lazyRouteComponent(() => import('./views/ViewScreen.tsx')),
})
const imports = createRoute({
  getParentRoute: () => inside,
  path: '/imports',
  component: lazyRouteComponent(() => import('./imports/ImportsScreen.tsx')),
})
const importRun = createRoute({
  getParentRoute: () => inside,
  path: '/imports/$importId',
  component: lazyRouteComponent(() => import('./imports/ImportScreen.tsx')),
})
const connections = createRoute({
  getParentRoute: () => inside,
  path: '/connections',
  component: lazyRouteComponent(() => import('./connections/ConnectionsScreen.tsx')),
})
const newConnection = createRoute({
  getParentRoute: () => inside,
  path: '/connections/new',
  validateSearch: words('connector'),
  component: lazyRouteComponent(() => import('./connections/NewConnectionScreen.tsx')),
})
const connection = createRoute({
  getParentRoute: () => inside,
  path: '/connections/$connectionId',
  validateSearch: words('tab', 'authorised', 'error'),
  component: lazyRouteComponent(() => import('./connections/ConnectionScreen.tsx')),
})
const run = createRoute({
  getParentRoute: () => inside,
  path: '/runs/$runId',
  component: lazyRouteComponent(() => import('./runs/RunScreen.tsx')),
})
const receipts = createRoute({
  getParentRoute: () => inside,
  path: '/receipts',
  validateSearch: words('runId', 'connectionId'),
  component: lazyRouteComponent(() => import('./trace/ReceiptsScreen.tsx')),
})
const receipt = createRoute({
  getParentRoute: () => inside,
  path: '/receipts/$receiptId',
  component: lazyRouteComponent(() => import('./trace/ReceiptScreen.tsx')),
})
const trace = createRoute({
  getParentRoute: () => inside,
  path: '/events/$eventId',
  component: lazyRouteComponent(() => import('./trace/TraceScreen.tsx')),
})
const problems = createRoute({
  getParentRoute: () => inside,
  path: '/problems',
  validateSearch: words('status'),
  component: lazyRouteComponent(() => import('./problems/ProblemsScreen.tsx')),
})
const alarms = createRoute({
  getParentRoute: () => inside,
  path: '/alarms',
  validateSearch: words('state'),
  component: lazyRouteComponent(() => import('./alarms/AlarmsScreen.tsx')),
})

const optOuts = createRoute({
  getParentRoute: () => inside,
  path: '/opt-outs',
  component: lazyRouteComponent(() => import('./doubts/DoubtsScreen.tsx')),
})

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/SettingsFrame.tsx')),
})
const settingsStart = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/account', replace: true })
  },
})
type Screen = () => Promise<{ default: () => ReactNode }>
const settingsPart = <const Path extends string>(path: Path, load: Screen) =>
  createRoute({ getParentRoute: () => settings, path, component: lazyRouteComponent(load) })
const account = settingsPart('/account', () => import('./settings/AccountScreen.tsx'))
const notificationSettings = settingsPart(
  '/notifications',
  () => import('./settings/NotificationsScreen.tsx'),
)
const webhooks = settingsPart('/webhooks', () => import('./settings/WebhooksScreen.tsx'))
const bounceSettings = settingsPart('/bounces', () => import('./settings/BouncesScreen.tsx'))
const clickRules = settingsPart('/click-rules', () => import('./settings/ClickRulesScreen.tsx'))
const preferencePage = settingsPart(
  '/preference-page',
  () => import('./settings/PreferencePageScreen.tsx'),
)
const ownFields = settingsPart('/own-fields', () => import('./settings/OwnFieldsScreen.tsx'))
const fieldAccess = settingsPart('/field-access', () => import('./settings/FieldAccessScreen.tsx'))
const users = settingsPart('/users', () => import('./settings/UsersScreen.tsx'))
const keys = settingsPart('/keys', () => import('./settings/KeysScreen.tsx'))
const audit = settingsPart('/audit', () => import('./settings/AuditScreen.tsx'))

/** Whatever is not above: told within the shell, so that one can go on from there. */
const nowhere = createRoute({
  getParentRoute: () => inside,
  path: '$',
  component: lazyRouteComponent(() => import('./shell/NotFound.tsx')),
})

const routeTree = root.addChildren([
  setup,
  signIn,
  inside.addChildren([
    home,
    campaigns,
    compare,
    figures,
    newCampaign,
    editCampaign,
    campaign,
    reconciliation,
    people,
    duplicates,
    person,
    topics,
    lists,
    newList,
    list,
    views,
    sentViews,
    dashboards,
    dashboard,
    newView,
    view,
    imports,
    importRun,
    connections,
    newConnection,
    connection,
    organization,
    pushes,
    bulkAdd,
    push,
    run,
    receipts,
    receipt,
    trace,
    problems,
    alarms,
    optOuts,
    nowhere,
    settings.addChildren([
      settingsStart,
      account,
      notificationSettings,
      bounceSettings,
      clickRules,
      ownFields,
      fieldAccess,
      users,
      keys,
      webhooks,
      preferencePage,
      audit,
    ]),
  ]),
])

/** Code that did not come once is not asked for again, so the page is; once there is a server. */
async function loadAnew(): Promise<void> {
  const isThere = await fetch('/', { method: 'HEAD' }).then(
    () => true,
    () => false,
  )
  if (isThere) window.location.reload()
}

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingMs: 200,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: ({ error, reset }) => (
    <ErrorNotice
      isPage
      error={error}
      onRetry={isCodeMissing(error) ? () => void loadAnew() : reset}
    />
  ),
  scrollRestoration: true,
})

sessionLost.listen(() => {
  queryClient.setQueryData(sessionQuery.queryKey, null)
  void router.invalidate()
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
