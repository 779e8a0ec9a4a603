import { z } from 'zod'
import { isZone } from '../../../platform/zoned-time.ts'
import { diallingSettings, type Settings } from '../../sdk/index.ts'

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
  ...diallingSettings,
})

export type HylafaxSettings = z.infer<typeof hylafaxSettings>

export function settingsOf(settings: Settings): HylafaxSettings {
  return hylafaxSettings.parse(settings)
}
