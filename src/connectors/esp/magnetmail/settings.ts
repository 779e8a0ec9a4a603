import { z } from 'zod'
import { baseAddress, diallingSettings, type Settings } from '../../sdk/index.ts'

/** The default is the vendor's documented address; some accounts were given another one. */
export const magnetMailSettings = z.strictObject({
  apiUrl: baseAddress('API address', 'https://hlma-apie1.magnetmail.net'),
  username: z
    .string()
    .trim()
    .min(1, 'The name of a MagnetMail user is needed.')
    .max(320)
    .meta({ title: 'User name' }),
  password: z.string().trim().min(1, 'The password is needed.').max(1_000).meta({
    title: 'Password',
    description: 'Of that user. It is sealed, and used to open sessions only.',
    secret: true,
  }),
  ...diallingSettings,
})

export type MagnetMailSettings = Omit<z.infer<typeof magnetMailSettings>, 'password'>

const readable = magnetMailSettings.omit({ password: true }).strip()

/** The one address below the API address to which everything goes. */
export const SERVICE = '/mmapi.asmx'

/** The readable settings with their defaults; an address entered with its path is without it. */
export function settingsOf(settings: Settings): MagnetMailSettings {
  const { apiUrl, ...others } = readable.parse(settings)
  return { ...others, apiUrl: apiUrl.endsWith(SERVICE) ? apiUrl.slice(0, -SERVICE.length) : apiUrl }
}
