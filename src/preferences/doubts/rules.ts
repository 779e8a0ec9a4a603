import { classOfAgent } from '../../ledger/index.ts'

/**
 * Opt-outs that no person may have made. Security software follows the links of a mail before
 * anybody has read it, the unsubscribe link among them, and some of it fills in forms. Such an
 * opt-out holds like any other; it is marked with the reason, until somebody has looked.
 *
 * Version 1. What the moment itself tells, and stands in the fact:
 *  agent    the program says that it checks mails for security
 *  probed   a program looked at the one-click address just before it was posted to
 *  instant  the page came back filled in faster than anybody reads
 * What shows afterwards, from the events around it (derived, and found again with what comes
 * later); the first that fits is the reason:
 *  domain   nearly all recipients at one domain left within minutes of their mail
 *  scan     within seconds of the send to that address
 *  links    the address followed several links, or all there are, within seconds of it
 */
export const DOUBT_VERSION = 1

/** A mail is not delivered, opened, read and left in less. */
export const SCAN_MS = 10_000
/** Clicks this far from the opt-out belong to it. */
export const LINKS_MS = 10_000
/** So many links, or all of a mail that has fewer but more than one. */
export const LINKS_MIN = 3
/** So soon after its mail an opt-out belongs to the burst of a domain. */
export const DOMAIN_MS = 15 * 60_000
/** A burst has this many opt-outs at least, of this share of the domain's recipients. */
export const DOMAIN_OPT_OUTS_MIN = 5
const DOMAIN_SHARE_MIN = 0.8
const PROBED_MS = 10_000
const INSTANT_MS = 1_500

export type DoubtRule = 'scan' | 'links' | 'domain'

/** What the ledger knows around an opt-out. Times in epoch milliseconds. */
export interface Signs {
  occurredAt: number
  /** False where the ESP gave no time and that of the send was taken. */
  isTimeKnown: boolean
  /** The last send or delivery to the address before it; null where none is known. */
  sentAt: number | null
  /** Different links the address followed within LINKS_MS of it. */
  linksFollowed: number
  /** Different links anybody followed in the mailing; null where that does not matter. */
  linksKnown: number | null
  /** Recipients of the mailing at the address's domain, and how many of them left at once. */
  domain: { name: string; recipients: number; leftAtOnce: number } | null
}

/** Why the events around an opt-out speak against a person; null where they do not. Pure. */
export function doubtOf(signs: Signs): { rule: DoubtRule; reason: string } | null {
  if (!signs.isTimeKnown) return null
  const { domain, linksFollowed, linksKnown } = signs
  const afterMs = signs.sentAt === null ? null : signs.occurredAt - signs.sentAt
  if (domain !== null && isAtOnce(afterMs) && isBurst(domain)) {
    const { name, recipients, leftAtOnce } = domain
    const minutes = DOMAIN_MS / 60_000
    return {
      rule: 'domain',
      reason:
        `${leftAtOnce} of ${recipients} recipients at ${name} left within ${minutes} minutes `
        + 'of their mail',
    }
  }
  if (afterMs !== null && afterMs >= 0 && afterMs < SCAN_MS) {
    return { rule: 'scan', reason: `${secondsOf(afterMs)} after the send` }
  }
  const isMany = linksFollowed >= LINKS_MIN
  if (isMany || (linksFollowed > 1 && linksKnown !== null && linksFollowed >= linksKnown)) {
    const which = `${isMany ? '' : 'all '}${linksFollowed}`
    return { rule: 'links', reason: `${which} links followed within ${LINKS_MS / 1000} seconds` }
  }
  return null
}

/** Whether an opt-out so long after its mail is one that may belong to a burst. */
function isAtOnce(afterMs: number | null): boolean {
  return afterMs !== null && afterMs >= 0 && afterMs < DOMAIN_MS
}

function isBurst({ recipients, leftAtOnce }: NonNullable<Signs['domain']>): boolean {
  return leftAtOnce >= DOMAIN_OPT_OUTS_MIN && leftAtOnce >= recipients * DOMAIN_SHARE_MIN
}

function secondsOf(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return seconds === 1 ? '1 second' : `${seconds} seconds`
}

/** What is seen while an opt-out comes in by a link of ours. */
export interface Moment {
  door: 'page' | 'one_click'
  /** What the program calls itself. */
  agent: string
  /** Milliseconds since a program looked at the address; null where none did lately. */
  probedMsAgo: number | null
  /** Milliseconds the form was on a screen, as it says itself; null where it does not. */
  filledInMs: number | null
}

/**
 * Why what is seen speaks against a person; an empty text where it does not. A one-click post comes
 * from a mail provider's program by its nature, so there only programs that check mails are told
 * from it. Pure.
 */
export function doubtOfMoment({ door, agent, probedMsAgo, filledInMs }: Moment): string {
  const isScanner = door === 'page' ? classOfAgent(agent) === 'scanner' : SECURITY.test(agent)
  if (isScanner) return 'sent by a program that says it checks mails'
  if (door === 'one_click' && probedMsAgo !== null && probedMsAgo < PROBED_MS) {
    return `a program looked at the address ${secondsOf(probedMsAgo)} before`
  }
  if (door === 'page' && filledInMs !== null && filledInMs >= 0 && filledInMs < INSTANT_MS) {
    return 'the page was sent back faster than anybody reads'
  }
  return ''
}

/** Names these programs give themselves; linear, without nesting. */
const SECURITY = new RegExp(
  [
    'barracuda|mimecast|proofpoint|safelinks|fireeye|trellix|symantec|trendmicro|sophos|forcepoint',
    'cisco.?secure|cloudmark|virustotal|urlscan',
  ].join('|'),
  'i',
)
