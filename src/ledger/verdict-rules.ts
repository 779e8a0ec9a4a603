/**
 * Human or machine. Security scanners open and click before anybody has seen the mail; privacy
 * proxies fetch the picture whether or not anybody looks. The rules are few, each verdict keeps its
 * reason and the version of the rules, and a new version judges the past again from the events.
 *
 * Version 1, the first that fits decides:
 *  1. the agent calls itself a scanner                          machine
 *  2. the agent is a privacy proxy's                            proxy
 *  3. within SCAN_MS of the send to that address                machine
 *  4. BURST_CLICKS or more clicks within BURST_MS of each other
 *     on different links                                        machine
 * A property test holds judge() against these rules written down without regard to speed.
 */
export const RULE_VERSION = 1

/** Delivery and a person's reaction take longer than this. */
export const SCAN_MS = 10_000
export const BURST_MS = 5_000
const BURST_CLICKS = 3

export const REASONS = {
  agent: 'the program says it is a scanner',
  proxy: 'fetched by a privacy proxy',
  scan: 'within seconds of the send',
  burst: 'several links within seconds',
} as const

/** Why no person made an open or a click; null where one did. */
export type Reason = (typeof REASONS)[keyof typeof REASONS] | null

/** Of several events, by their place; null where none of them is an open or a click. */
export type Reasons = readonly Reason[] | null

export type AgentClass = 'scanner' | 'proxy' | ''

/** What judging looks at of an event. */
export interface Judged {
  /** Epoch milliseconds. */
  occurredAt: number | null
  common: { code: number; linkId: number; agentClass: AgentClass }
}

const [SENT, OPEN, CLICK] = [1, 3, 4]

/** What the tables call a reason: 0 human, 1 machine, 2 privacy proxy. */
export function classOfReason(reason: Reason): 0 | 1 | 2 {
  if (reason === null) return 0
  return reason === REASONS.proxy ? 2 : 1
}

/**
 * Judges every event of one recipient, given in the order of time; what is neither open nor click
 * has no reason. sends: the times of further sends to the recipient. One pass over the events.
 */
export function judge(events: readonly Judged[], sends: readonly number[] = []): Reasons {
  if (!events.some(isReaction)) return null
  const clicks = events.filter((event) => event.common.code === CLICK)
  const bursts = clicks.length < BURST_CLICKS ? null : burstsAmong(clicks)
  let sentAt = -Infinity
  let peers = 0
  return events.map((event) => {
    // A send at the very moment of a reaction comes before it, wherever it stands among its peers.
    for (; peers < events.length && events[peers]!.occurredAt! <= event.occurredAt!; peers++) {
      if (events[peers]!.common.code === SENT) sentAt = events[peers]!.occurredAt!
    }
    for (const at of sends) if (at <= event.occurredAt! && at > sentAt) sentAt = at
    const { agentClass } = event.common
    if (!isReaction(event)) return null
    if (agentClass === 'scanner') return REASONS.agent
    if (agentClass === 'proxy') return REASONS.proxy
    if (event.occurredAt! - sentAt < SCAN_MS) return REASONS.scan
    return bursts?.has(event) ? REASONS.burst : null
  })
}

function isReaction({ common }: Judged): boolean {
  return common.code === OPEN || common.code === CLICK
}

/** How an agent's name is classed, once, when it enters the dictionary. */
export function classOfAgent(agent: string): AgentClass {
  if (agent === '') return ''
  if (SCANNERS.test(agent)) return 'scanner'
  if (PROXIES.test(agent) || agent === 'Mozilla/5.0') return 'proxy'
  return ''
}

/** Clicks with enough others around them, on more than one link; a window slides over them. */
function burstsAmong(clicks: readonly Judged[]): Set<Judged> {
  const bursts = new Set<Judged>()
  const links = new Map<number, number>()
  let [from, to] = [0, 0]
  for (const click of clicks) {
    for (; to < clicks.length && clicks[to]!.occurredAt! <= click.occurredAt! + BURST_MS; to++) {
      const { linkId } = clicks[to]!.common
      links.set(linkId, (links.get(linkId) ?? 0) + 1)
    }
    for (; clicks[from]!.occurredAt! < click.occurredAt! - BURST_MS; from++) {
      const { linkId } = clicks[from]!.common
      const left = links.get(linkId)! - 1
      if (left === 0) links.delete(linkId)
      else links.set(linkId, left)
    }
    if (to - from >= BURST_CLICKS && links.size > 1) bursts.add(click)
  }
  return bursts
}

// Names these programs give themselves; linear patterns without nesting.
const SCANNERS = new RegExp(
  [
    'barracuda|mimecast|proofpoint|safelinks|fireeye|symantec|trendmicro|sophos|forcepoint',
    'bot\\b|crawler|spider|python-requests|curl/|go-http-client|headlesschrome',
  ].join('|'),
  'i',
)
const PROXIES = /googleimageproxy|ggpht\.com|yahoomailproxy|duckduckgo.*privacy/i
