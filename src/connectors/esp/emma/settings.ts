import { z } from 'zod'
import { baseAddress, type Settings } from '../../sdk/index.ts'

/** As the vendor's API settings show them: an account's number and a pair of keys. */
export const emmaSettings = z.strictObject({
  apiUrl: baseAddress('API address', 'https://api.e2ma.net'),
  accountId: z
    .string()
    .trim()
    .regex(/^\d{1,15}$/, 'The account is a number, as the API settings of Emma show it.')
    .meta({ title: 'Account id' }),
  publicKey: z
    .string()
    .trim()
    // A colon would end the user name of HTTP Basic, and a line break the header.
    .regex(/^[^\s:]{1,200}$/, 'The public key of the API settings of Emma is needed.')
    .meta({ title: 'Public key' }),
  privateKey: z
    .string()
    .trim()
    .regex(/^\S{1,200}$/, 'The private key of the API settings of Emma is needed.')
    .meta({
      title: 'Private key',
      description: 'Emma shows it once, together with the public key. It is sealed.',
      secret: true,
    }),
})

export type EmmaSettings = Omit<z.infer<typeof emmaSettings>, 'privateKey'>

const readable = emmaSettings.omit({ privateKey: true }).strip()

/** The readable settings with their defaults. */
export function settingsOf(settings: Settings): EmmaSettings {
  return readable.parse(settings)
}
