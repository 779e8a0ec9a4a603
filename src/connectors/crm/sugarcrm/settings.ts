import { z } from 'zod'
import { paceSetting, siteAddress, type Settings } from '../../sdk/index.ts'

/** The site itself, and a user of it: its REST service gives tokens for both. */
export const sugarCrmSettings = z.strictObject({
  siteUrl: siteAddress(
    'Address of SugarCRM',
    'As people open it in the browser, such as https://firm.sugarondemand.com.',
  ),
  username: z
    .string()
    .trim()
    .min(1, 'The name of a SugarCRM user is needed.')
    .max(60)
    .meta({
      title: 'User name',
      description:
        'Of a user whom nobody else works as: SugarCRM ends one session of a user when another '
        + 'begins.',
    }),
  password: z.string().min(1, 'The password is needed.').max(1_000).meta({
    title: 'Password',
    description: 'Of that user. It is sealed, and used to sign in only.',
    secret: true,
  }),
  platform: z
    .string()
    .trim()
    .min(1)
    .max(127)
    .default('base')
    .meta({
      title: 'Platform',
      description:
        'What SugarCRM tells sessions apart by. One other than base, mobile and portal must be '
        + 'registered there.',
    }),
  requestsPerSecond: paceSetting(),
})

export type SugarCrmSettings = Omit<z.infer<typeof sugarCrmSettings>, 'password'>

const readable = sugarCrmSettings.omit({ password: true }).strip()

/** What somebody may have copied along with the address of the site. */
const BEHIND_SITE = /\/(index\.php|rest(\/v[\d_]+)?)$/

/** The readable settings, the address without what stands behind that of the site. */
export function settingsOf(settings: Settings): SugarCrmSettings {
  const { siteUrl, ...others } = readable.parse(settings)
  return { ...others, siteUrl: siteUrl.replace(BEHIND_SITE, '') }
}

/** The version whose routes are asked; a request within a bulk names it once more. */
export const VERSION = 'v11_20'

/** Below which all requests go. */
export function serviceOf(settings: Settings): string {
  return `${settingsOf(settings).siteUrl}/rest/${VERSION}`
}
