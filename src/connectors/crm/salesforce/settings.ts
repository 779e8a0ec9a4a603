import { z } from 'zod'
import { type Settings, siteAddress } from '../../sdk/index.ts'

/** What a record of each thing a target did becomes, beside the member's status. */
export const RECORDS = ['auto', 'task', 'event', 'interaction', 'none'] as const

/** An external client app with client credentials, and what is written of activities. */
export const salesforceSettings = z.strictObject({
  siteUrl: siteAddress(
    'Address of Salesforce',
    'The address under “My Domain”, such as https://firm.my.salesforce.com.',
  ),
  clientId: z.string().trim().min(1, 'The consumer key is needed.').max(1_000).meta({
    title: 'Consumer key',
    description: 'Of an external client app with the client credentials flow and the scope “api”.',
  }),
  clientSecret: z.string().trim().min(1, 'The consumer secret is needed.').max(1_000).meta({
    title: 'Consumer secret',
    description: 'Of the same app. It is sealed, and exchanged for tokens only.',
    secret: true,
  }),
  activityRecords: z
    .enum(RECORDS)
    .default('auto')
    .meta({
      title: 'Records of activities',
      description:
        'What is written for each thing a target did, beside the status of the campaign’s member. '
        + 'auto: Practifi’s interactions where they are there, tasks otherwise.',
    }),
  requestShare: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(50)
    .meta({
      title: 'Share of the requests',
      description:
        'How many of the requests that Salesforce allows the firm in 24 hours Homing may use, in '
        + 'per cent: its other apps spend of the same.',
    }),
  packagePrefix: z
    .string()
    .trim()
    .regex(/^(\w{1,15})?$/, 'The namespace of a package has letters, digits and lines only.')
    .default('')
    .meta({
      title: 'Namespace of Practifi',
      description: 'Only where it is neither practifi nor cloupra.',
    }),
})

export type SalesforceSettings = Omit<z.infer<typeof salesforceSettings>, 'clientSecret'>

const readable = salesforceSettings.omit({ clientSecret: true }).strip()

export function settingsOf(settings: Settings): SalesforceSettings {
  return readable.parse(settings)
}
