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

/** The readable settings with their defaults. */
export function settingsOf(settings: Settings): InformzSettings {
  return readable.parse(settings)
}

function needed(title: string, sentence: string) {
  return z.string().trim().min(1, sentence).max(320).meta({ title })
}
