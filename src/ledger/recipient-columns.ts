import type { Tally } from './tally.ts'

/** The kinds by their code, with the names of their columns: a count, a first and a last time. */
const KINDS = [
  { count: 'sent', moment: 'sent', also: [] },
  { count: 'delivered', moment: 'delivered', also: [] },
  { count: 'opens', moment: 'open', also: ['human_opens', 'proxy_opens'] },
  { count: 'clicks', moment: 'click', also: ['human_clicks'] },
  { count: 'forwards', moment: 'forward', also: [] },
  { count: 'bounces', moment: 'bounce', also: ['bounce_detail_id'] },
  { count: 'opt_outs', moment: 'opt_out', also: ['opt_out_detail_id'] },
  { count: 'complaints', moment: 'complaint', also: [] },
]

export interface NumberColumn {
  name: string
  of: (tally: Tally) => number
}

export interface MomentColumn {
  name: string
  of: (tally: Tally) => number | null
}

/** Columns of table recipient that hold whole numbers, with what a tally says of each. */
export const NUMBERS: readonly NumberColumn[] = [
  ...KINDS.map(({ count }, kind) => ({ name: count, of: (tally: Tally) => tally.counts[kind]! })),
  { name: 'human_opens', of: (tally) => tally.humanOpens },
  { name: 'proxy_opens', of: (tally) => tally.proxyOpens },
  { name: 'human_clicks', of: (tally) => tally.humanClicks },
  { name: 'bounce_detail_id', of: (tally) => tally.bounceDetailId },
  { name: 'opt_out_detail_id', of: (tally) => tally.optOutDetailId },
  { name: 'rule_version', of: (tally) => tally.ruleVersion },
]

/** Columns that hold times. */
export const MOMENTS: readonly MomentColumn[] = KINDS.flatMap(({ moment }, kind) => [
  { name: `first_${moment}_at`, of: (tally: Tally) => tally.first[kind]! },
  { name: `last_${moment}_at`, of: (tally: Tally) => tally.last[kind]! },
])

/** Some of the kinds: bit 0 is the first. */
export type KindSet = number

/** The kinds of which a recipient has more than it had before. */
export function kindsGained(now: Tally, before: Tally | null): KindSet {
  let kinds = 0
  for (let kind = 0; kind < KINDS.length; kind++) {
    if (now.counts[kind] !== (before?.counts[kind] ?? 0)) kinds |= 1 << kind
  }
  return kinds
}

/** The columns that tell of these kinds. */
export function columnsOf(kinds: KindSet): { numbers: NumberColumn[]; moments: MomentColumn[] } {
  const names = new Set(
    KINDS.filter((_, kind) => (kinds & (1 << kind)) !== 0).flatMap(({ count, moment, also }) => [
      ...[count, ...also],
      ...[`first_${moment}_at`, `last_${moment}_at`],
    ]),
  )
  return {
    numbers: NUMBERS.filter(({ name }) => names.has(name)),
    moments: MOMENTS.filter(({ name }) => names.has(name)),
  }
}

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
