import type { Tally } from './tally.ts'

/** The kinds by their code, with the names of their columns: a count, a first and a last time. */
const KINDS = [
  { count: 'sent', moment: 'sent' },
  { count: 'delivered', moment: 'delivered' },
  { count: 'opens', moment: 'open' },
  { count: 'clicks', moment: 'click' },
  { count: 'forwards', moment: 'forward' },
  { count: 'bounces', moment: 'bounce' },
  { count: 'opt_outs', moment: 'opt_out' },
  { count: 'complaints', moment: 'complaint' },
]

/** Columns of table recipient that hold whole numbers, with what a tally says of each. */
export const NUMBERS: readonly { name: string; of: (tally: Tally) => number }[] = [
  ...KINDS.map(({ count }, kind) => ({ name: count, of: (tally: Tally) => tally.counts[kind]! })),
  { name: 'human_opens', of: (tally) => tally.humanOpens },
  { name: 'proxy_opens', of: (tally) => tally.proxyOpens },
  { name: 'human_clicks', of: (tally) => tally.humanClicks },
  { name: 'bounce_detail_id', of: (tally) => tally.bounceDetailId },
  { name: 'opt_out_detail_id', of: (tally) => tally.optOutDetailId },
  { name: 'rule_version', of: (tally) => tally.ruleVersion },
]

/** Columns that hold times. */
export const MOMENTS: readonly { name: string; of: (tally: Tally) => number | null }[] =
  KINDS.flatMap(({ moment }, kind) => [
    { name: `first_${moment}_at`, of: (tally: Tally) => tally.first[kind]! },
    { name: `last_${moment}_at`, of: (tally: Tally) => tally.last[kind]! },
  ])

/** A tally from the values of NUMBERS and MOMENTS, in their order. */
export function tallyFrom(
  who: { campaignId: number; addressId: number },
  numbers: readonly number[],
  moments: readonly (number | null)[],
): Tally {
  const [humanOpens, proxyOpens, humanClicks, bounceDetailId, optOutDetailId, ruleVersion] =
    numbers.slice(KINDS.length) as [number, number, number, number, number, number]
  return {
    ...who,
    counts: numbers.slice(0, KINDS.length),
    first: KINDS.map((_, kind) => moments[2 * kind]!),
    last: KINDS.map((_, kind) => moments[2 * kind + 1]!),
    ...{ humanOpens, proxyOpens, humanClicks, bounceDetailId, optOutDetailId, ruleVersion },
  }
}
