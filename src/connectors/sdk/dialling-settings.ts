import { z } from 'zod'
import type { Dialling } from './fax-number.ts'

const digits = (title: string, description: string, standard: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{0,4}$/, 'Up to four digits are needed.')
    .default(standard)
    .meta({ title, description })

/** Settings that say where fax numbers are dialled that do not tell their country. */
export const diallingSettings = {
  country: digits(
    'Country code',
    'Where fax numbers are dialled: 44. Without it one that does not begin with + stays as it is.',
    '',
  ),
  trunk: digits('Within the country', 'What is dialled before a number at home: 0 in most.', '0'),
  abroad: digits(
    'Outside the country',
    'What is dialled before another country: 00 in most.',
    '00',
  ),
}

/** How numbers are dialled there, where that was told. */
export function diallingOf({ country, trunk, abroad }: Dialling): Dialling | undefined {
  return country === '' ? undefined : { country, trunk, abroad }
}
