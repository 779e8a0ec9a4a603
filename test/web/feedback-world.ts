import { FIGURES, PERMISSIONS, type FieldId } from '../../src/api/contract/index.ts'
import type { AnswerTo, RowOf } from '../../src/web/api.ts'
import { MAIL } from './detail-answers.ts'
import { pageSettings, someDoubts } from './preference-world.ts'

/**
 * A small firm's answers for the screens of campaigns, connections, runs and problems, without a
 * server: what a route answers is a function of the world, and the world moves when asked to.
 * A test checks every answer against the contract, so that it cannot drift from the server.
 */
export interface FeedbackWorld {
  now: number
  permissions: string[]
  /** Fields that the role does not see. */
  hidden: FieldId[]
  hiddenFromViewers: FieldId[]
  isEmpty: boolean
  campaigns: Campaign[]
  connections: Connection[]
  runs: Run[]
  problems: Problem[]
  tasks: Task[]
  heldChanges: HeldChange[]
  goingOut: GoingOut
  log: LogRow[]
  mail: AnswerTo<'campaigns.mail'>
  /** Every answer comes so much later: a slow server. */
  delayMs: number
  /** What the clicks on any campaign raised. */
  actions: Actions
  alarms: Alarm[]
  webhooks: Webhook[]
  deliveries: Delivery[]
  email: 'none' | 'at_once' | 'daily'
  isMailOn: boolean
  hook: Hook
  doubts: Doubt[]
  page: PageSettings
  /** What was asked, newest last: "POST /api/connections/1/runs". */
  asked: string[]
}

export type Campaign = AnswerTo<'campaigns.show'>
export type Connection = AnswerTo<'connections.show'>
export type Run = AnswerTo<'runs.show'>
export type Problem = RowOf<'problems.list'>
export type Task = AnswerTo<'tasks.show'>
export type HeldChange = AnswerTo<'heldChanges.list'>['items'][number]
export type GoingOut = AnswerTo<'goingOut.show'>
export type Hook = AnswerTo<'hooks.show'>
export type Doubt = RowOf<'doubts.list'>
export type PageSettings = AnswerTo<'preferencePage.show'>
export type LogRow = RowOf<'campaigns.log'>
export type Actions = AnswerTo<'campaigns.actions'>
export type Alarm = RowOf<'alarms.list'>
export type Webhook = AnswerTo<'webhooks.list'>['items'][number]
export type Delivery = RowOf<'webhooks.deliveries'>
type Figures = Campaign['figures']

const NOW = Date.parse('2026-05-03T12:30:00Z')
const HOUR = 3_600_000

/** The firm with everything: three campaigns, one connection, one failed run, some problems. */
export function fullWorld(): FeedbackWorld {
  return {
    now: NOW,
    permissions: [...PERMISSIONS],
    hidden: [],
    hiddenFromViewers: ['agent', 'contactId'],
    isEmpty: false,
    campaigns: CAMPAIGNS.map(campaign),
    connections: [connection()],
    runs: [run(3, 'done'), run(2, 'failed'), run(1, 'done')],
    problems: PROBLEMS.map(problem),
    tasks: [],
    heldChanges: [],
    goingOut: goingOut(),
    mail: MAIL,
    delayMs: 0,
    log: Array.from({ length: 2082 }, (_, index) => logRow(index)),
    actions: { items: RAISED, rules: 2, behind: 3 },
    alarms: ALARMS.map(alarm),
    webhooks: [webhook()],
    deliveries: [],
    email: 'at_once',
    isMailOn: true,
    hook: NO_HOOK,
    doubts: someDoubts(),
    page: pageSettings(),
    asked: [],
  }
}

const RAISED: Actions['items'] = [
  {
    ...{ ruleId: 7, rule: 'Estate planning', people: 190, clicks: 260 },
    ...{ appliesFrom: null, appliesUntil: null },
    outcomes: [
      { kind: 'interest', name: 'Estates and trusts', code: 'ESTATES', points: 10 },
      { kind: 'action', name: 'Read about estate planning', code: null, points: 5 },
      { kind: 'tag', name: 'Estate reader', code: null, points: 0 },
    ],
  },
  {
    ...{ ruleId: 4, rule: 'Summer party', people: 57, clicks: 64 },
    ...{ appliesFrom: null, appliesUntil: '2026-05-02T09:00:00.000Z' },
    outcomes: [{ kind: 'action', name: 'Looked at the invitation', code: null, points: 1 }],
  },
]

/** A firm on its first day. */
export function emptyWorld(): FeedbackWorld {
  return {
    ...fullWorld(),
    isEmpty: true,
    campaigns: [],
    connections: [],
    runs: [],
    problems: [],
    heldChanges: [],
    goingOut: goingOut(),
    log: [],
    actions: { items: [], rules: 0, behind: 0 },
    alarms: [],
    webhooks: [],
    doubts: [],
  }
}

export function ago(hours: number): string {
  return new Date(NOW - hours * HOUR).toISOString()
}

export function run(id: number, status: Run['status']): Run {
  const isOpen = ['running', 'queued', 'waiting'].includes(status)
  return {
    id,
    connectionId: 1,
    connectionName: 'Constant Contact',
    campaign: null,
    kinds: id === 2 ? ['opt_outs', 'totals', 'activities'] : [...ALL_KINDS],
    waitingUntil: status === 'waiting' ? new Date(NOW + 2 * HOUR).toISOString() : null,
    startedFrom: id === 2 ? 'user' : 'schedule',
    startedBy: id === 2 ? 'Ada Example' : null,
    status,
    phase: isOpen ? 'Reading opens of Spring client letter' : 'Finished',
    stepsDone: isOpen ? 7 : 18,
    stepsTotal: 18,
    requests: 64,
    pages: 41,
    eventsRead: 5_412,
    eventsWritten: 312,
    skipped: [
      { reason: 'already known', count: 5_090 },
      { reason: 'address without a domain', count: 10 },
    ],
    problems: id === 2 ? 1 : 0,
    message:
      status === 'failed' ? 'Constant Contact did not answer within 30 seconds, five times.' : null,
    queuedAt: ago(2.1 * (4 - id)),
    startedAt: ago(2.1 * (4 - id)),
    endedAt: isOpen ? null : ago(2.1 * (4 - id) - 0.04),
  }
}

export function heldChange(): HeldChange {
  return {
    id: 9,
    connectionId: 1,
    kind: 'contacts',
    reasons: ['380 of 1812 would go from “Clients”: it came back empty.'],
    counts: { adds: 3, changes: 1, removals: 0, joins: 2, leaves: 380 },
    sample: [
      { from: 'Clients', what: 'ada@example.com' },
      { from: 'Clients', what: 'grace@example.com' },
    ],
    readAt: ago(11),
  }
}

const ALL_KINDS = ['opt_outs', 'totals', 'activities', 'lists', 'contacts'] as const

export function schedules(): Connection['schedules'] {
  return ALL_KINDS.map((kind) => {
    const isCalm = kind === 'lists' || kind === 'contacts'
    return {
      kind,
      isOn: true,
      everyMinutes: isCalm ? null : 30,
      atTime: isCalm ? '02:00' : null,
      nextAt: new Date(NOW + (isCalm ? 13 : 0.3) * HOUR).toISOString(),
      lastGoodAt: kind === 'contacts' ? null : ago(isCalm ? 11 : 0.2),
    }
  })
}

export function connection(): Connection {
  return {
    id: 1,
    connector: 'constant-contact',
    connectorTitle: 'Constant Contact',
    name: 'Constant Contact',
    status: 'active',
    settings: { clientId: 'b8e3…', apiUrl: 'https://api.cc.email/v3' },
    schedules: schedules(),
    nextRunAt: new Date(NOW + 0.3 * HOUR).toISOString(),
    lastPullAt: ago(0.2),
    health: {
      ok: false,
      account: 'Example & Partners LLP',
      checks: [
        { name: 'reachable', ok: true, sentence: 'Constant Contact answers.' },
        { name: 'account_read', ok: true, sentence: 'May read the account.' },
        {
          name: 'contact_data',
          ok: false,
          sentence: 'The permission contact_data is missing: opt-outs cannot be read.',
          remedy: 'Authorise again and allow access to contacts.',
        },
      ],
    },
    healthAt: ago(0.2),
    quota: {
      usedToday: 1_240,
      perDay: 10_000,
      perSecond: 4,
      lastsUntil: null,
      resetsAt: new Date(NOW + 11.5 * HOUR).toISOString(),
    },
    openRunId: null,
    isOpenRunWaiting: false,
    removalsPercentMax: 20,
    toldWithinMinutes: 15,
    createdAt: ago(24 * 40),
  }
}

/** The hook of a connector that takes no deliveries, as all do that are shipped. */
export const NO_HOOK: Hook = {
  isAvailable: false,
  keyKind: { title: '', help: '', isNeeded: false },
  signals: null,
  keys: [],
  keysMax: 5,
  address: null,
  endingAddress: null,
  closed: null,
  lastDeliveryAt: null,
  stored: 0,
  repeated: 0,
  waiting: 0,
  refused: [],
}

/** One that may deliver and has not been set up. */
export function newHook(): Hook {
  const help = 'Under Settings, Webhooks, at Constant Contact.'
  const keyKind = { title: 'Signing secret', help, isNeeded: true }
  return { ...structuredClone(NO_HOOK), isAvailable: true, keyKind }
}

/** One whose deliveries are signals, entered at the service by Homing. */
export function signalHook(): Hook {
  return {
    ...structuredClone(NO_HOOK),
    isAvailable: true,
    address: { hint: 'x7Qa', createdBy: 'Ada Example', createdAt: ago(24) },
    signals: { registeredAt: ago(1), failure: null },
    lastDeliveryAt: ago(0.01),
    stored: 1_204,
    waiting: 3,
  }
}

/** One that has been at work for a month, in the middle of a rotation. */
export function busyHook(): Hook {
  return {
    ...newHook(),
    keys: [
      { id: 'k1', hint: '4f9c', addedBy: 'Ada Example', addedAt: ago(24 * 30) },
      { id: 'k2', hint: 'b1e0', addedBy: 'Jo Primary', addedAt: ago(2) },
    ],
    address: { hint: 'x7Qa', createdBy: 'Ada Example', createdAt: ago(1) },
    endingAddress: { hint: 'p2Lk', endsAt: ago(-23) },
    lastDeliveryAt: ago(0.01),
    stored: 48_210,
    repeated: 312,
    waiting: 18,
    refused: [
      {
        reason: 'wrong',
        sentence: 'Its signature did not fit.',
        remedy: 'Compare what is entered here with what the sender shows now.',
        count: 41,
        lastAt: ago(1.9),
      },
      {
        reason: 'stale',
        sentence: 'It was signed too long ago.',
        remedy: "Look at this machine's clock.",
        count: 2,
        lastAt: ago(24 * 9),
      },
    ],
  }
}

const CAMPAIGNS = [
  { name: 'Spring client letter', sent: 2082, sentHours: 3.5 },
  {
    name: 'Estate planning after the reform: what changes for family businesses',
    sent: 1490,
    sentHours: 24 * 11,
  },
  { name: 'Invitation: summer reception', sent: 640, sentHours: 24 * 32 },
]

function campaign(of: (typeof CAMPAIGNS)[number], index: number): Campaign {
  const id = CAMPAIGNS.length - index
  const human = figures(of.sent, 1)
  return {
    id,
    name: of.name,
    subject: `News from Example & Partners: ${of.name.toLowerCase()}`,
    status: 'sent',
    isMadeHere: false,
    channel: 'email' as const,
    sentAt: ago(of.sentHours),
    asOf: ago(0.05),
    connection: { id: 1, name: 'Constant Contact', connectorTitle: 'Constant Contact' },
    figures: human,
    fromName: 'Example & Partners LLP',
    fromAddress: 'news@example.com',
    createdAt: ago(of.sentHours + 40),
    allFigures: figures(of.sent, 1.25),
    proxyOpens: { count: Math.round(of.sent * 0.12), total: Math.round(of.sent * 0.13) },
    machine: { opens: 38, clicks: 71 },
    bounceClasses: [
      bounceCode(1, 'hard', ['B', 'Non-existent address'], 12),
      { ...bounceCode(2, 'full', ['F', 'Mailbox full'], 9), smtp: 452, enhanced: '4.2.2' },
      bounceCode(3, 'auto-reply', ['V', 'Vacation reply'], 3),
      bounceCode(4, 'block', ['Z', 'Blocked by the receiver'], 7),
    ],
    identities: [
      { connection: 'Constant Contact', kind: 'campaign', role: '', externalId: `c-${id}` },
      {
        connection: 'Constant Contact',
        kind: 'activity',
        role: 'primary_email',
        externalId: `a-${id}`,
      },
    ],
    esp: {
      sent: of.sent,
      opens: human.opens!.total + 40,
      uniqueOpens: human.opens!.count + 12,
      clicks: human.clicks!.total + 80,
      uniqueClicks: human.clicks!.count + 71,
      forwards: human.forwards!.count,
      bounces: 31,
      optOuts: human.optOuts!.count,
    },
    espAt: ago(0.05),
    openRunId: null,
  }
}

/** Shares of a plausible mailing; factor lifts opens and clicks to "all". */
function figures(sent: number, factor: number): Figures {
  const delivered = sent - 31
  const one = (count: number, of: [string, number] | null, repeats = 1) => ({
    count,
    total: Math.round(count * repeats),
    rate: of === null || of[1] === 0 ? null : count / of[1],
    of: of === null ? null : { name: of[0], count: of[1] },
  })
  const values = {
    sent: one(sent, null),
    delivered: one(delivered, ['sent', sent]),
    opens: one(Math.round(sent * 0.42 * factor), ['delivered', delivered], 1.55),
    clicks: one(Math.min(287, Math.round(sent * 0.1378 * factor)), ['delivered', delivered], 1.4),
    forwards: one(9, ['delivered', delivered]),
    bounces: one(31, ['sent', sent]),
    optOuts: one(7, ['delivered', delivered]),
    complaints: one(0, ['delivered', delivered]),
  }
  return Object.fromEntries(FIGURES.map((name) => [name, values[name]])) as Figures
}

const SURNAMES = ['Archer', 'Bergström', 'Castellanos', 'Dietrich', 'Ek', 'Featherstonehaugh']

type BounceCode = NonNullable<Campaign['bounceClasses']>[number]

function bounceCode(
  id: number,
  name: BounceCode['class'],
  [code, note]: [string, string],
  count: number,
): BounceCode {
  return { id, class: name, code, note, count, smtp: null, enhanced: null }
}

function logRow(index: number): LogRow {
  const surname = SURNAMES[index % SURNAMES.length]!
  const isStranger = index % 17 === 16
  return {
    addressId: index + 1,
    address: `${surname.toLowerCase().replace('ö', 'o')}.${index}@example.com`,
    person: isStranger ? null : { id: index + 1, name: `Person ${index} ${surname}` },
    organization: index % 3 === 0 ? 'Example Holdings Ltd' : null,
    owner: index % 2 === 0 ? 'J. Primary' : 'M. Partner',
    firstAt: ago(3.4 - (index % 30) * 0.1),
    lastAt: ago(3.2 - (index % 30) * 0.1),
    count: 1 + (index % 4),
    detail: null,
    verdict: null,
    source: 'pull',
    contactId: '0a1b2c3d-0000-4000-8000-000000000001',
    isOptedOut: index % 41 === 40,
    hasComplained: index % 43 === 42,
    isValid: index % 29 !== 28,
  }
}

const PROBLEMS = [
  {
    cause: 'A row of the feedback cannot be read',
    sentence: 'The address "ada@@example" cannot be read.',
    who: 'vendor',
  },
  {
    cause: 'A row of the feedback cannot be read',
    sentence: 'The address "(none)" cannot be read.',
    who: 'vendor',
  },
  {
    cause: 'A connection cannot be read',
    sentence: 'The permission contact_data is missing.',
    who: 'you',
  },
] as const

function problem(of: (typeof PROBLEMS)[number], index: number): Problem {
  return {
    id: index + 1,
    cause: of.cause,
    sentence: of.sentence,
    remedy:
      of.who === 'you'
        ? 'Authorise the connection again and allow access to contacts.'
        : 'Correct the address at Constant Contact, then read the record again.',
    whoMustAct: of.who,
    field: of.who === 'you' ? '' : 'email_address',
    record: of.who === 'you' ? null : { contact_id: `c-${index}`, email_address: 'ada@@example' },
    occurrences: index + 1,
    status: 'open',
    connection: { id: 1, name: 'Constant Contact' },
    campaign: index === 0 ? { id: 3, name: 'Spring client letter' } : null,
    receiptId: of.who === 'you' ? null : 31,
    runId: 2,
    fix: index === 0 ? 'address' : null,
    retry:
      of.who === 'you'
        ? {
            by: 'run',
            tries: 3,
            nextAt: new Date(NOW + 0.3 * HOUR).toISOString(),
            needsPerson: false,
          }
        : null,
    decided: null,
    mend: null,
    firstAt: ago(30),
    lastAt: ago(4.2),
  }
}

const ALARMS = [
  {
    rule: 'retention_ending',
    title: 'Feedback will be lost',
    severity: 'at_risk',
    sentence:
      'Constant Contact probably keeps the feedback of “Invitation: summer reception” until '
      + '13 May 2026; all of it was read last on 20 March 2026.',
    nextStep: 'Sync Constant Contact within 10 days; see what stops it first.',
    campaign: { id: 1, name: 'Invitation: summer reception' },
    dueHours: 24 * 10 + 1,
  },
  {
    rule: 'schedule_failing',
    title: 'Nothing has come home for a while',
    severity: 'broken',
    sentence:
      'The last 3 tries to read Constant Contact failed. The last one said: Constant Contact did not '
      + 'answer within 30 seconds, five times.',
    nextStep: 'Look at the last run of the connection. Homing goes on trying by itself.',
    campaign: null,
    dueHours: null,
  },
] as const

function alarm(of: (typeof ALARMS)[number], index: number): Alarm {
  const { rule, title, severity, sentence, nextStep, campaign } = of
  return {
    id: ALARMS.length - index,
    rule,
    title,
    state: 'open',
    severity,
    sentence,
    nextStep,
    whoMustAct: 'you',
    connection: { id: 1, name: 'Constant Contact' },
    campaign,
    since: ago(26 * (index + 1)),
    dueAt: of.dueHours === null ? null : ago(-of.dueHours),
    clearedAt: null,
    silencedUntil: null,
    silencedBy: null,
  }
}

function webhook(): Webhook {
  return {
    id: 1,
    name: 'Chat of the operators',
    url: 'https://chat.example.com/hooks/2f1c9a',
    types: ['alarm.raised', 'alarm.worsened', 'alarm.over', 'event.click', 'event.bounce'],
    status: 'disabled',
    failures: 24,
    failingSince: ago(70),
    restsUntil: null,
    formerSecretUntil: null,
    waiting: 1_412,
    failing: 24,
    delivered: 18_230,
    lastTry: { httpStatus: 500, outcome: 'Answered 500.', at: ago(20) },
    disabledReason: '24 tries in a row failed. The last: Answered 500.',
    disabledAt: ago(20),
    createdAt: ago(24 * 100),
  }
}

/** Nothing waits, three were acknowledged. */
function goingOut(): GoingOut {
  return {
    canBeTold: true,
    rules: [],
    waiting: 0,
    waitingSince: null,
    acknowledged: 3,
    confirming: 0,
    failing: [],
    held: null,
    pausedUntil: null,
    fault: '',
  }
}
