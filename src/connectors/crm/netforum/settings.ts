import { z } from 'zod'
import { isZone } from '../../../platform/zoned-time.ts'
import { paceSetting, siteAddress, type Settings } from '../../sdk/index.ts'

/** Where xWeb is, and a user of it: tokens are had with both. */
export const netForumSettings = z.strictObject({
  siteUrl: siteAddress(
    'Address of netFORUM',
    'The part before /xweb, such as https://netforum.association.example.',
  ),
  username: z.string().trim().min(1, 'The name of an xWeb user is needed.').max(60).meta({
    title: 'User name',
    description: 'Of a user who may use xWeb. Best one that nobody else uses.',
  }),
  password: z.string().min(1, 'The password is needed.').max(1_000).meta({
    title: 'Password',
    description: 'Of that user. It is sealed, and used to sign in only.',
    secret: true,
  }),
  timeZone: z
    .string()
    .trim()
    .max(60)
    .refine(isZone, 'This is no time zone. One is called such as America/New_York.')
    .default('UTC')
    .meta({
      title: 'Time zone of the server',
      description: 'netFORUM tells and takes moments without a zone, by its server’s clock.',
    }),
  ownerColumn: z
    .string()
    .trim()
    .max(60)
    .regex(/^((cst|ind|org)_\w+)?$/, 'A column of a customer begins with cst_, ind_ or org_.')
    .default('')
    .meta({
      title: 'Column that names the owner',
      description:
        'Of a customer, such as cst_owner_ext. Empty: nobody is told as the owner, as netFORUM '
        + 'itself knows none.',
    }),
  requestsPerSecond: paceSetting(),
})

export type NetForumSettings = Omit<z.infer<typeof netForumSettings>, 'password'>

const readable = netForumSettings.omit({ password: true }).strip()

/** The one address to which everything goes, below that of the site. */
const SERVICE = '/xweb/secure/netForumXML.asmx'

/** What somebody may have copied along with the address of the site. */
const BEHIND_SITE = /\/xweb(\/.*)?$/i

/** The readable settings, the address without what stands behind that of the site. */
export function settingsOf(settings: Settings): NetForumSettings {
  const { siteUrl, ...others } = readable.parse(settings)
  return { ...others, siteUrl: siteUrl.replace(BEHIND_SITE, '') }
}

export function serviceOf(settings: Settings): string {
  return `${settingsOf(settings).siteUrl}${SERVICE}`
}
