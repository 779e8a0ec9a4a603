import { concealed } from '../../src/api/conceal.ts'
import {
  campaign,
  contract,
  FIELDS,
  type FieldId,
  type Route,
  type RouteName,
} from '../../src/api/contract/index.ts'
import { alarmAnswers } from './alarm-answers.ts'
import { domainsOf, READ_WITH, WEEK_HOURS } from './detail-answers.ts'
import { ago, run, schedules, type FeedbackWorld, type LogRow } from './feedback-world.ts'
import { comparisonOf, FIGURES_DEFINED, listedCampaigns, sumOf } from './compared-answers.ts'
import { HOUSEHOLD, householdTimeline, ITS_PEOPLE } from './household-answers.ts'
import { paged as page } from './paged.ts'
import { preferenceAnswers } from './preference-answers.ts'
import { problemAnswers } from './problem-answers.ts'
import { traceAnswers } from './trace-answers.ts'
import {
  historyOf,
  proofOf,
  reconciliationOf,
  reconciliationRows,
} from './reconciliation-answers.ts'

export interface Asked {
  method: string
  /** Path with the query string. */
  url: string
  body?: unknown
}

export interface Answered {
  status: number
  type: string
  body: string
}

export type Given = { params: Record<string, string>; query: URLSearchParams; body: unknown }

/** What the world answers to one request of the web app; 404 as problem JSON for what it lacks. */
export function answer(world: FeedbackWorld, asked: Asked): Answered {
  const { pathname, searchParams } = new URL(asked.url, 'http://world')
  world.asked.push(`${asked.method} ${asked.url}`)
  const found = routeOf(asked.method, pathname)
  const reply = found && ANSWERS[found.name]
  if (!found || !reply) return refusal(404, `There is no ${asked.method} ${pathname} here.`)
  const value = reply(world, { params: found.params, query: searchParams, body: asked.body })
  if (value === undefined) return refusal(404, 'There is no such record.')
  if (value instanceof Text) return { status: 200, type: 'text/csv', body: value.words }
  const route: Route = contract[found.name]
  return { status: route.status ?? 200, type: 'application/json', body: JSON.stringify(value) }
}

/** Which route of the contract a request means, with its parameters. */
export function routeOf(
  method: string,
  path: string,
): { name: RouteName; params: Record<string, string> } | undefined {
  const named = Object.entries(contract) as [RouteName, Route][]
  for (const [name, route] of named) {
    const pattern = new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
    const match = route.method === method ? pattern.exec(path) : null
    if (match) return { name, params: { ...match.groups } }
  }
  return undefined
}

/** Who sees what: only viewers are kept from anything in this world. */
function fieldsOf(world: FeedbackWorld) {
  return {
    items: FIELDS.map(({ id, title, tells, isFigure, offFor }) => ({
      ...{ id, title, tells, isFigure, hides: [] },
      isVisible: { manager: true, editor: true, viewer: !world.hiddenFromViewers.includes(id) },
      isVisibleAtFirst: {
        manager: true,
        editor: true,
        viewer: !(offFor as readonly string[]).includes('viewer'),
      },
    })),
  }
}

class Text {
  readonly words: string
  constructor(words: string) {
    this.words = words
  }
}

const ANSWERS: Partial<Record<RouteName, (world: FeedbackWorld, given: Given) => unknown>> = {
  ...alarmAnswers,
  'pushes.list': () => ({ items: [], next: null }),
  'setup.state': () => ({ isNeeded: false }),
  'session.show': (world) => ({
    user: { id: 'u1', name: 'Ada Example', email: 'ada@example.com' },
    workspace: { id: 1, name: 'Example & Partners LLP', timeZone: 'UTC', isDemo: false },
    role: 'administrator',
    language: null,
    permissions: world.permissions,
    hidden: world.hidden,
  }),
  'fieldAccess.list': (world) => fieldsOf(world),
  'fieldAccess.change': (world, { body }) => {
    const { field, isVisible } = body as { field: FieldId; isVisible: boolean }
    const others = world.hiddenFromViewers.filter((one) => one !== field)
    world.hiddenFromViewers = isVisible ? others : [...others, field]
    return fieldsOf(world)
  },
  'fieldAccess.preview': (world) => {
    const hidden = world.hiddenFromViewers
    const shown = world.campaigns[0] ?? null
    return {
      campaign: concealed(campaign.nullable(), shown, { hidden: new Set(hidden) }),
      hidden,
    }
  },
  'people.count': (world) =>
    world.isEmpty
      ? { people: 0, optedOut: 0, invalidAddresses: 0, withInvalidAddress: 0, organizations: 0 }
      : {
          people: 2_004,
          optedOut: 31,
          invalidAddresses: 44,
          withInvalidAddress: 47,
          organizations: 312,
        },
  'people.owners': (world) => ({
    items: world.isEmpty
      ? []
      : [
          { name: 'J. Primary', people: 1_012 },
          { name: 'M. Partner', people: 992 },
        ],
  }),
  'organizations.show': () => HOUSEHOLD,
  'organizations.timeline': (_, { query }) => page(householdTimeline(query), query),
  'people.list': (_, { query }) => page(query.has('organizationId') ? ITS_PEOPLE : [], query),
  'campaigns.list': (world, { query }) => {
    const words = (query.get('search') ?? '').toLowerCase()
    const found = world.campaigns.filter(({ name }) => name.toLowerCase().includes(words))
    return page(listedCampaigns(found, query), query)
  },
  'activities.figures': () => ({
    ...{ canBeTold: false, rule: '', modules: [], fields: {}, fault: '' },
    ...{ told: 0, waiting: 0, failed: 0, lastToldAt: null },
  }),
  'activities.inCrms': () => ({ items: [] }),
  'campaigns.compare': (world, { query }) => comparisonOf(world, query),
  'campaigns.sum': (world, { query }) => sumOf(world, query),
  'figures.list': () => FIGURES_DEFINED,
  'campaigns.show': (world, { params }) => campaignOf(world, params),
  'campaigns.activity': (world, { query }) => ({
    step: (query.get('step') ?? 'hour') as 'hour' | 'day',
    points: activity(world.now),
    after: { opens: 41, clicks: 3 },
  }),
  'campaigns.links': () => ({ items: LINKS, total: LINKS.length }),
  'campaigns.domains': (world, { params }) => domainsOf(campaignOf(world, params)),
  'campaigns.readWith': () => ({ items: READ_WITH }),
  'campaigns.hours': () => ({ items: WEEK_HOURS }),
  'campaigns.mail': (world) => world.mail,
  'campaigns.actions': (world) => world.actions,
  'campaigns.log': (world, { params, query }) => page(logOf(world, params, query), query),
  'campaigns.logCsv': (world, { params, query }) =>
    new Text(
      'address\n'
        + logOf(world, params, query)
          .map((row) => row.address)
          .join('\n'),
    ),
  'campaigns.recipients': (world, { query }) => page(world.log.map(recipientOf), query),
  'campaigns.sync': (world) => startRun(world, 1),
  'reconciliation.list': (world, { query }) => page(reconciliationRows(world), query),
  'reconciliation.show': (world, { params }) =>
    reconciliationOf(world, Number(params['campaignId'])),
  'reconciliation.history': (_, { query }) => page(historyOf(query.get('metric')!), query),
  'reconciliation.start': (world) => startRun(world, 1),
  'reconciliation.rebuild': (world) => {
    for (const campaign of world.campaigns) campaign.name = campaign.name.replace(' broken', '')
    return proofOf(world)
  },
  'connectors.list': () => ({ items: [CONNECTOR] }),
  'connections.list': (world) => ({ items: world.connections }),
  'connections.show': (world, { params }) => connectionOf(world, params),
  'connections.create': (world, { body }) => {
    const { name } = body as { name?: string }
    const created = { ...CREATED, name: name ?? 'Constant Contact' }
    world.connections.push(created)
    return created
  },
  'connections.change': (world, { params, body }) => {
    const changed = connectionOf(world, params)
    const { isPaused, name, removalsPercentMax } = body as Record<string, unknown>
    if (!changed) return undefined
    if (typeof isPaused === 'boolean') changed.status = isPaused ? 'paused' : 'active'
    if (typeof name === 'string') changed.name = name
    if (typeof removalsPercentMax === 'number') changed.removalsPercentMax = removalsPercentMax
    return changed
  },
  'connections.authorise': () => ({ url: 'http://vendor.test/consent' }),
  'connections.remove': (world, { params }) => {
    world.connections = world.connections.filter(({ id }) => id !== Number(params['connectionId']))
    return null
  },
  'connections.check': (world, { params }) => connectionOf(world, params)?.health,
  'connections.lists': () => ({ items: [{ id: 'l1', name: 'Clients', members: 1_800 }] }),
  'connections.contacts': () => ({
    items: [
      {
        id: 'k1',
        address: 'ada@example.com',
        firstName: 'Ada',
        lastName: 'Example',
        permission: 'explicit',
      },
    ],
  }),
  'schedules.change': (world, { params, body }) => {
    const changed = connectionOf(world, params)
    const { isOn, everyMinutes, atTime } = body as Record<string, never>
    const schedule = changed?.schedules.find(({ kind }) => kind === params['kind'])
    if (!changed || !schedule) return undefined
    Object.assign(schedule, { isOn, everyMinutes: everyMinutes ?? null, atTime: atTime ?? null })
    return changed
  },
  'lists.list': (world) => ({ items: world.isEmpty ? [] : KEPT_LISTS }),
  'goingOut.show': (world) => world.goingOut,
  'goingOut.decide': (world) => {
    const decided = world.goingOut.held?.count ?? 0
    world.goingOut = { ...world.goingOut, held: null, waiting: 0 }
    return { decided }
  },
  'people.told': () => ({ items: [] }),
  'heldChanges.list': (world) => ({ items: world.heldChanges }),
  'heldChanges.decide': (world) => {
    world.heldChanges = []
    return null
  },
  'connections.sync': (world, { params }) => startRun(world, Number(params['connectionId'])),
  'hooks.show': (world) => world.hook,
  'hooks.makeAddress': (world) => {
    const { address } = world.hook
    world.hook.endingAddress = address && { hint: address.hint, endsAt: ago(-24) }
    world.hook.address = { hint: 'q9Zz', createdBy: 'Ada Example', createdAt: ago(0) }
    if (world.hook.signals !== null) {
      world.hook.signals = { registeredAt: null, failure: null }
      return { url: null }
    }
    return { url: 'https://homing.example/hooks/1-abcdefghijklmnopqrstuvwxyz0123456789ABCq9Zz' }
  },
  'hooks.addKey': (world, { body }) => {
    const hint = (body as { key: string }).key.slice(-4)
    world.hook.keys.push({ id: 'k9', hint, addedBy: 'Ada Example', addedAt: ago(0) })
    return world.hook
  },
  'hooks.endKey': (world, { params }) => {
    world.hook.keys = world.hook.keys.filter(({ id }) => id !== params['keyId'])
    return null
  },
  'hooks.close': (world, { body }) => {
    const { isClosed } = body as { isClosed: boolean }
    world.hook.closed = isClosed ? { by: 'Ada Example', at: ago(0) } : null
    return world.hook
  },
  'runs.list': (world, { query }) => page(world.runs, query),
  'runs.show': (world, { params }) => world.runs.find(({ id }) => id === Number(params['runId'])),
  'runs.cancel': (world, { params }) => {
    const open = world.runs.find(({ id }) => id === Number(params['runId']))
    if (open) Object.assign(open, { status: 'cancelled', endedAt: ago(0) })
    for (const connection of world.connections) connection.openRunId = null
    return open
  },
  ...preferenceAnswers,
  ...problemAnswers,
  ...traceAnswers,
}

const KEPT_LISTS = [
  {
    id: 1,
    externalId: 'l1',
    name: 'Clients',
    members: 1_812,
    membersTold: 1_800,
    lastSeenAt: ago(11),
    goneAt: null,
  },
  {
    id: 2,
    externalId: 'l2',
    name: 'Summer reception',
    members: 640,
    membersTold: null,
    lastSeenAt: ago(24 * 20),
    goneAt: ago(24 * 19),
  },
]

const CREATED = {
  id: 2,
  connector: 'constant-contact',
  connectorTitle: 'Constant Contact',
  name: '',
  status: 'awaiting_authorisation' as const,
  settings: {},
  schedules: schedules(),
  removalsPercentMax: 20,
  toldWithinMinutes: 15,
  nextRunAt: null,
  lastPullAt: null,
  health: null,
  healthAt: null,
  quota: null,
  openRunId: null,
  isOpenRunWaiting: false,
  createdAt: ago(0),
}

const GUIDE = { title: 'The API guide', url: 'https://guide.example/api' }
export const WORKS = { isPresent: true, standing: 'works' as const, why: null, source: GUIDE }

export const CONNECTOR = {
  id: 'constant-contact',
  title: 'Constant Contact',
  system: 'esp' as const,
  capabilities: [
    {
      name: 'feedback',
      title: 'Sends, opens, clicks, forwards, bounces, opt-outs',
      ...WORKS,
    },
    { name: 'totals', title: "The service's own totals", ...WORKS },
    {
      name: 'hooks',
      title: 'News the moment it happens',
      isPresent: false,
      standing: 'not_offered' as const,
      why: 'Its webhooks are about billing alone.',
      source: GUIDE,
    },
  ],
  settingsSchema: {
    type: 'object',
    required: ['clientId'],
    properties: {
      clientId: {
        type: 'string',
        title: 'Client id',
        description: 'The API key of your application.',
      },
      clientSecret: { type: 'string', title: 'Client secret', writeOnly: true },
      apiUrl: {
        type: 'string',
        format: 'uri',
        title: 'API address',
        default: 'https://api.cc.email/v3',
      },
    },
  },
  scopes: [
    { name: 'contact_data', why: 'to read contacts and their opt-outs' },
    { name: 'campaign_data', why: 'to read campaigns and their reports' },
  ],
  mailings: null,
}

function startRun(world: FeedbackWorld, connectionId: number) {
  const started = { ...run(9, 'running'), connectionId, startedFrom: 'user' as const }
  world.runs.unshift(started)
  for (const connection of world.connections) connection.openRunId = 9
  for (const campaign of world.campaigns) campaign.openRunId = 9
  return started
}

function campaignOf(world: FeedbackWorld, params: Record<string, string>) {
  return world.campaigns.find(({ id }) => id === Number(params['campaignId']))
}

function connectionOf(world: FeedbackWorld, params: Record<string, string>) {
  return world.connections.find(({ id }) => id === Number(params['connectionId']))
}

/** As many rows as the figure counts, as the product promises, then filtered. */
function logOf(world: FeedbackWorld, params: Record<string, string>, query: URLSearchParams) {
  const campaign = campaignOf(world, params)
  if (!campaign) return []
  const figure = query.get('figure') as keyof typeof campaign.figures
  const figures = query.get('audience') === 'all' ? campaign.allFigures : campaign.figures
  const words = (query.get('search') ?? '').toLowerCase()
  const owner = query.get('owner')
  const link = LINKS.find(({ linkId }) => String(linkId) === query.get('linkId'))
  const rule = world.actions.items.find(({ ruleId }) => String(ruleId) === query.get('ruleId'))
  const domain = domainsOf(campaign).items.find((one) => one.domain === query.get('domain'))
  const readWith = READ_WITH.find((one) => one.readWith === query.get('readWith'))
  const narrowed = [
    link?.people,
    rule?.people,
    domain?.[figure as 'sent'],
    readWith?.[figure as 'opens'],
  ].map((people) => people ?? Number.POSITIVE_INFINITY)
  const rows = world.log
    .slice(0, Math.min(figures?.[figure]?.count ?? 0, ...narrowed))
    .map((row) => ({ ...row, ...DETAILS[figure] }))
  const { bounceClasses } = campaign
  const [wanted, code] = [query.get('bounceClass'), query.get('bounceId')]
  const classed = (bounceClasses ?? []).filter(
    (each) =>
      each.class === (wanted ?? each.class) && String(each.id) === (code ?? String(each.id)),
  )
  const isAny = wanted === null && code === null
  const most = isAny ? rows.length : classed.reduce((sum, each) => sum + each.count, 0)
  return rows
    .slice(0, most)
    .filter(
      (row) =>
        (words === '' || `${row.person?.name} ${row.address}`.toLowerCase().includes(words))
        && (owner === null || row.owner === owner),
    )
}

const DETAILS: Partial<Record<string, Partial<LogRow>>> = {
  opens: { verdict: 'human' },
  clicks: { verdict: 'mixed', detail: 'https://www.example.com/insights/estate-planning' },
  bounces: { detail: 'Non-existent address (B)' },
  optOuts: { detail: 'Too many e-mails' },
}

const LINKS = [
  { linkId: 11, url: 'https://www.example.com/insights/estate-planning', people: 190, clicks: 260 },
  { linkId: 12, url: 'https://www.example.com/events/summer', people: 97, clicks: 142 },
  { linkId: 13, url: 'https://www.example.com/team', people: 0, clicks: 0 },
]

function recipientOf(row: LogRow) {
  return {
    addressId: row.addressId,
    address: row.address,
    person: row.person,
    organization: row.organization,
    owner: row.owner,
    sentAt: ago(3.5),
    totalOpens: row.count,
    totalClicks: row.count > 2 ? 1 : 0,
    totalForwards: 0,
    totalUnsubscribes: row.isOptedOut ? 1 : 0,
    firstOpenAt: row.firstAt,
    lastOpenAt: row.lastAt,
    firstClickAt: row.count > 2 ? row.firstAt : null,
    lastClickAt: row.count > 2 ? row.lastAt : null,
    bounced: row.isValid ? null : 'hard (B)',
  }
}

function activity(now: number) {
  return Array.from({ length: 60 }, (_, hour) => ({
    at: new Date(now - (60 - hour) * 3_600_000).toISOString().slice(0, 13) + ':00:00.000Z',
    sent: hour === 0 ? 2082 : 0,
    opens: Math.round(240 * Math.exp(-hour / 9) * (1 + 0.4 * Math.sin(hour / 3))),
    clicks: Math.round(60 * Math.exp(-hour / 11)),
    bounces: hour === 0 ? 31 : 0,
    optOuts: hour % 9 === 1 ? 1 : 0,
  }))
}

function refusal(status: number, detail: string): Answered {
  const body = JSON.stringify({ type: 'about:blank', title: 'Not found', status, detail })
  return { status, type: 'application/problem+json', body }
}
