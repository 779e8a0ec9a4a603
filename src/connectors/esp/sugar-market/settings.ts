import { z } from 'zod'
import { baseAddress, type Settings } from '../../sdk/index.ts'

/** The version of the API that is spoken, below the API address. */
export const SERVICE = '/api/2.0'

export const sugarMarketSettings = z.strictObject({
  apiUrl: baseAddress('API address', 'https://developer.salesfusion.com'),
  username: z
    .string()
    .trim()
    // A colon would end the user name of HTTP Basic, and a line break the header.
    .regex(/^[^\s:]+@[^\s:]+$/, 'A user name and the account’s domain are needed: user@domain.')
    .max(320)
    .meta({ title: 'User name', description: 'Of a user of the API, as user@domain.' }),
  password: z.string().trim().min(1, 'The password is needed.').max(1_000).meta({
    title: 'Password',
    description: 'Of that user. It is sealed.',
    secret: true,
  }),
})

export type SugarMarketSettings = Omit<z.infer<typeof sugarMarketSettings>, 'password'>

const readable = sugarMarketSettings.omit({ password: true }).strip()

/** The readable settings with their defaults; an address entered with its path is without it. */
export function settingsOf(settings: Settings): SugarMarketSettings {
  const { apiUrl, ...others } = readable.parse(settings)
  return { ...others, apiUrl: apiUrl.endsWith(SERVICE) ? apiUrl.slice(0, -SERVICE.length) : apiUrl }
}
