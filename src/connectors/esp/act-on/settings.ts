import { z } from 'zod'
import { baseAddress, type Settings } from '../../sdk/index.ts'

/** The default is the vendor's documented address; accounts in the EU are at api-eu. */
export const actOnSettings = z.strictObject({
  apiUrl: baseAddress('API address', 'https://api.actonsoftware.com'),
  clientId: needed('Client id', 'The client id of your Act-On API application is needed.'),
  clientSecret: neededSecret('Client secret', 'Act-On gives it together with the client id.'),
  username: needed('User name', 'The e-mail address of an Act-On user is needed.'),
  password: neededSecret('Password', 'Of that user. It is sealed, and used to sign in only.'),
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

function neededSecret(title: string, description: string) {
  return z
    .string()
    .trim()
    .min(1, `${title}: it is needed.`)
    .max(1_000)
    .meta({ title, description, secret: true })
}
