import type { ActivityOutcome } from './activities.ts'
import type { Vendor } from './connector.ts'

/**
 * The figures of a person's record that a CRM may keep in fields of the firm's own: counts, a
 * switch, and moments. They are of all campaigns the CRM is told of together.
 */
export const FIGURES = [
  'opens',
  'clicks',
  'forwards',
  'opt_outs',
  'bounced',
  'first_open',
  'last_open',
  'first_click',
  'last_click',
] as const

export type Figure = (typeof FIGURES)[number]

const MOMENTS: readonly Figure[] = ['first_open', 'last_open', 'first_click', 'last_click']

/** Whether a figure is a moment, in epoch milliseconds; else it is a number. Pure. */
export function isMoment(figure: Figure): boolean {
  return MOMENTS.includes(figure)
}

/** By module, in which field of its records each figure stands; one that is absent is not told. */
export type FigureFields = Record<string, Partial<Record<Figure, string>>>

/** A field of the firm's own, and what records hold in it now, as far as that was looked at. */
export interface FigureField {
  module: string
  name: string
  /** blank: in none of the records that were looked at is anything. */
  holds: 'blank' | 'numbers' | 'moments' | 'words'
}

/** One value for one field; null: it is blanked, because what was told there is no longer so. */
export interface FigureValue {
  figure: Figure
  field: string
  value: number | null
}

export interface ToldFigures {
  /** The record, by the module's and its own id as people() told them. */
  module: string
  recordId: string
  values: readonly FigureValue[]
}

/**
 * How a CRM is told the figures of people, in fields that a person chose for them. A state: the
 * same told twice changes nothing, and no record is made of anybody. Throws Failure.
 */
export interface FiguresPart {
  /** How the CRM behaves, in sentences for people. */
  rule: string
  /** The modules whose records can hold them. */
  modules: readonly { id: string; title: string }[]
  /** Records of one call of tell and shows at most. */
  recordsMax: number
  /** The fields there are to choose from: the firm's own, never one that means something. */
  fields(vendor: Vendor): Promise<FigureField[]>
  /** Writes the values and leaves all else as it is. One outcome each, in their order. */
  tell(vendor: Vendor, records: readonly ToldFigures[]): Promise<ActivityOutcome[]>
  /** Whether the CRM shows each, read back; in their order. */
  shows(vendor: Vendor, records: readonly ToldFigures[]): Promise<boolean[]>
}
