import { z } from 'zod'
import { paceSetting, siteAddress, type Settings } from '../../sdk/index.ts'

/** The site itself, and a user of it: sessions of the v4_1 service are opened with both. */
export const suiteCrmSettings = z.strictObject({
  siteUrl: siteAddress(
    'Address of SuiteCRM',
    'As people open it in the browser, such as https://crm.firm.example. Of SuiteCRM 8 with '
      + '/legacy at the end.',
  ),
  username: z.string().trim().min(1, 'The name of a SuiteCRM user is needed.').max(60).meta({
    title: 'User name',
    description: 'Of an administrator: SuiteCRM takes an opt-out of an address from no other.',
  }),
  password: z.string().min(1, 'The password is needed.').max(1_000).meta({
    title: 'Password',
    description: 'Of that user. It is sealed, and used to open sessions only.',
    secret: true,
  }),
  requestsPerSecond: paceSetting(),
})

export type SuiteCrmSettings = Omit<z.infer<typeof suiteCrmSettings>, 'password'>

const readable = suiteCrmSettings.omit({ password: true }).strip()

/** What somebody may have copied along with the address of the site. */
const BEHIND_SITE = /\/(index\.php|service\/v4_1\/rest\.php)$/

/** The readable settings, the address without what stands behind that of the site. */
export function settingsOf(settings: Settings): SuiteCrmSettings {
  const { siteUrl, ...others } = readable.parse(settings)
  return { ...others, siteUrl: siteUrl.replace(BEHIND_SITE, '') }
}

/** The one address to which everything goes. */
export function serviceOf(settings: Settings): string {
  return `${settingsOf(settings).siteUrl}/service/v4_1/rest.php`
}
