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
 * The statement in count.ts applies them to sets; a property test holds it against judge().
 */
export const RULE_VERSION = 1

/** Delivery and a person's reaction take longer than this. */
export const SCAN_MS = 10_000
export const BURST_MS = 5_000
export const BURST_CLICKS = 3

export type VerdictClass = 'human' | 'machine' | 'proxy'

export const REASONS = {
  agent: 'the program says it is a scanner',
  proxy: 'fetched by a privacy proxy',
  scan: 'within seconds of the send',
  burst: 'several links within seconds',
} as const

export interface Reaction {
  kind: 'open' | 'click'
  /** Epoch milliseconds. */
  at: number
  link: string
  agent: string
}

export interface Judgement {
  class: VerdictClass
  reason: string | null
}

/** Judges every reaction of one recipient. sends: epoch milliseconds of the sends to it. */
export function judge(reactions: readonly Reaction[], sends: readonly number[]): Judgement[] {
  return reactions.map((reaction) => {
    const agentClass = classOfAgent(reaction.agent)
    if (agentClass === 'scanner') return { class: 'machine', reason: REASONS.agent }
    if (agentClass === 'proxy') return { class: 'proxy', reason: REASONS.proxy }
    const sentBefore = Math.max(...sends.filter((at) => at <= reaction.at), -Infinity)
    if (reaction.at - sentBefore < SCAN_MS) return { class: 'machine', reason: REASONS.scan }
    if (reaction.kind === 'click' && isBurst(reaction, reactions)) {
      return { class: 'machine', reason: REASONS.burst }
    }
    return { class: 'human', reason: null }
  })
}

/** How an agent's name is classed, once, when it enters the dictionary. */
export function classOfAgent(agent: string): 'scanner' | 'proxy' | '' {
  if (SCANNERS.test(agent)) return 'scanner'
  if (PROXIES.test(agent) || agent === 'Mozilla/5.0') return 'proxy'
  return ''
}

function isBurst(click: Reaction, reactions: readonly Reaction[]): boolean {
  const near = reactions.filter(
    (other) => other.kind === 'click' && Math.abs(other.at - click.at) <= BURST_MS,
  )
  return near.length >= BURST_CLICKS && new Set(near.map((other) => other.link)).size > 1
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
