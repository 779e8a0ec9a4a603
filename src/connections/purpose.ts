import type { Pace } from '../connectors/index.ts'

/**
 * What a request is for, the most urgent first: a person waits for the answer; an opt-out must be
 * told, or somebody is mailed against their wish; an opt-out may be among what comes; news of
 * recent mailings; everything that can wait for tomorrow.
 */
export const PURPOSES = ['person', 'write_backs', 'opt_outs', 'fresh', 'background'] as const
export type Purpose = (typeof PURPOSES)[number]

/** Of the day's requests, this share and no more than so many are kept from a purpose. */
export const KEPT: Readonly<Record<Purpose, { share: number; max: number }>> = {
  person: { share: 0, max: 0 },
  write_backs: { share: 0.01, max: 100 },
  opt_outs: { share: 0.02, max: 200 },
  fresh: { share: 0.04, max: 400 },
  background: { share: 0.2, max: 5_000 },
}

/**
 * How many of the day's requests are there for a purpose: what is more urgent keeps the rest, so
 * that a back-fill cannot spend what the next opt-out needs. Pure.
 */
export function dayFor(pace: Pick<Pace, 'perDay'>, purpose: Purpose): number {
  const { share, max } = KEPT[purpose]
  return pace.perDay - Math.min(max, Math.floor(pace.perDay * share))
}

/** Of what a vendor tells of its day, the share that is Homing's; perDay until it does. Pure. */
export function dayOfPace(
  { perDay, dayShare }: Pick<Pace, 'perDay' | 'dayShare'>,
  told: number | null,
): number {
  if (dayShare === undefined || told === null) return perDay
  return Math.max(1, Math.floor(told * dayShare))
}
