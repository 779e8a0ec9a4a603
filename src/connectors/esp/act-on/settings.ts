import { z } from 'zod'
import { baseAddress, type Settings } from '../../sdk/index.ts'

/** The default is the vendor's documented address; accounts in the EU are at api-eu. */
export const actOnSettings = z.strictObject({
  apiUrl: baseAddress('API address', 'https://api.actonsoftware.com'),
  clientId: needed('Client id', 'The client id of your Act-On API application is needed.'),
  clientSecret: neededSecret(
    { title: 'Client secret', description: 'Act-On gives it together with the client id.' },
    'The client secret is needed.',
  ),
  username: needed('User name', 'The e-mail address of an Act-On user is needed.'),
  password: neededSecret(
    { title: 'Password', description: 'Of that user. It is sealed, and used to sign in only.' },
    'The password is needed.',
  ),
})

export type ActOnSettings = Pick<z.infer<typeof actOnSettings>, 'apiUrl' | 'clientId' | 'username'>

const readable = actOnSettings.pick({ apiUrl: true, clientId: true, username: true }).strip()

/** The readable settings with their defaults. */
export function settingsOf(settings: Settings): ActOnSettings {
  return readable.parse(settings)
}

function needed(title: string, sentence: string) {
  return z.string().trim().min(1, sentence).max(320).meta({ title })
}

function neededSecret(told: { title: string; description: string }, sentence: string) {
  return z
    .string()
    .trim()
    .min(1, sentence)
    .max(1_000)
    .meta({ ...told, secret: true })
}
