import { z } from 'zod'
import { baseAddress, type Settings } from '../../sdk/index.ts'

/** The default is the vendor's documented address; accounts in Canada are at partner.informz.ca. */
export const informzSettings = z.strictObject({
  apiUrl: baseAddress('API address', 'https://partner.informz.net'),
  user: needed('User name', 'The name of an Informz user who may use the API is needed.'),
  password: z.string().trim().min(1, 'The password is needed.').max(1_000).meta({
    title: 'Password',
    description: 'Of that user. It is sealed, and goes out within each request.',
    secret: true,
  }),
  brandId: z
    .string()
    .trim()
    .regex(/^\d{1,18}$/, 'The number of the brand is needed.')
    .meta({ title: 'Brand id' }),
  brandName: needed('Brand name', 'The name of the brand, as Informz spells it, is needed.'),
})

export type InformzSettings = Omit<z.infer<typeof informzSettings>, 'password'>

const readable = informzSettings.omit({ password: true }).strip()

/** The one address below the API address to which everything goes. */
export const SERVICE = '/aapi/InformzService.svc'

/** The readable settings with their defaults; an address entered with its path is without it. */
export function settingsOf(settings: Settings): InformzSettings {
  const { apiUrl, ...others } = readable.parse(settings)
  return { ...others, apiUrl: apiUrl.endsWith(SERVICE) ? apiUrl.slice(0, -SERVICE.length) : apiUrl }
}

function needed(title: string, sentence: string) {
  return z.string().trim().min(1, sentence).max(320).meta({ title })
}
