import { z } from 'zod'
import { baseAddress, type Settings } from '../../sdk/index.ts'

/** The one address below the API address to which everything goes. */
export const SERVICE = '/v1.1/CampaignMasterJobService.svc'

export const campaignMasterSettings = z.strictObject({
  apiUrl: baseAddress('API address', 'https://api.campaignmaster.co.uk'),
  clientId: z
    .string()
    .trim()
    .regex(/^\d{1,9}$/, 'The number of the client is needed.')
    .meta({ title: 'Client', description: 'The number Campaign Master knows the account by.' }),
  username: z.string().trim().min(1, 'The name of a user is needed.').max(320).meta({
    title: 'User name',
  }),
  password: z.string().trim().min(1, 'The password is needed.').max(1_000).meta({
    title: 'Password',
    description: 'Of that user. It is sealed, and used to log in only.',
    secret: true,
  }),
})

export type CampaignMasterSettings = Omit<z.infer<typeof campaignMasterSettings>, 'password'>

const readable = campaignMasterSettings.omit({ password: true }).strip()

/** The readable settings with their defaults; an address entered with its path is without it. */
export function settingsOf(settings: Settings): CampaignMasterSettings {
  const { apiUrl, ...others } = readable.parse(settings)
  return { ...others, apiUrl: apiUrl.endsWith(SERVICE) ? apiUrl.slice(0, -SERVICE.length) : apiUrl }
}
