import { z } from 'zod'
import { isZone } from '../../../platform/zoned-time.ts'
import type { Dialling, Settings } from '../../sdk/index.ts'

const digits = (title: string, description: string, standard: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{0,4}$/, 'Up to four digits are needed.')
    .default(standard)
    .meta({ title, description })

/** What the log leaves open: where it lies, its clocks, and where its numbers are dialled. */
export const hylafaxSettings = z.strictObject({
  log: z
    .string()
    .trim()
    .max(500)
    .regex(/^(\/.*)?$/, 'A path that begins with / is needed.')
    .default('')
    .meta({
      title: 'Transmit log',
      description:
        'Where the log lies on this machine: /var/spool/hylafax/log/xferfaxlog on Debian. Empty '
        + 'where the HylaFAX server tells by itself, or the log is brought.',
    }),
  zone: z.string().trim().max(60).refine(isZone, 'This is no time zone.').meta({
    title: 'Time zone of the server',
    description: 'The log has none. Named as in the IANA list: Europe/London.',
  }),
  country: digits(
    'Country code',
    'Where the server dials: 44. Without it a number that does not begin with + stays as it is.',
    '',
  ),
  trunk: digits('Within the country', 'What is dialled before a number at home: 0 in most.', '0'),
  abroad: digits(
    'Outside the country',
    'What is dialled before another country: 00 in most.',
    '00',
  ),
})

export type HylafaxSettings = z.infer<typeof hylafaxSettings>

export function settingsOf(settings: Settings): HylafaxSettings {
  return hylafaxSettings.parse(settings)
}

/** How the server dials, where that was told. */
export function diallingOf({ country, trunk, abroad }: HylafaxSettings): Dialling | undefined {
  return country === '' ? undefined : { country, trunk, abroad }
}
