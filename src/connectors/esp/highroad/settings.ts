import { z } from 'zod'
import { baseAddress, type Settings } from '../../sdk/index.ts'

/** The one address below the API address to which everything goes. */
export const SERVICE = '/api/xmlrpc'

/** A colon would end the user name of HTTP Basic, and a line break the header. */
const NAME = /^[^\s:]{1,200}$/

/** As HighRoad shows them when somebody logs in; numbers as they stand in its addresses. */
export const highRoadSettings = z.strictObject({
  apiUrl: baseAddress('API address', 'https://app.adestra.com'),
  account: z
    .string()
    .trim()
    .regex(NAME, 'The account is needed, as it is entered to log in.')
    .meta({ title: 'Account' }),
  username: z
    .string()
    .trim()
    .regex(NAME, 'The name of a user who may use the API is needed.')
    .meta({ title: 'User name' }),
  password: z.string().trim().min(1, 'The password is needed.').max(1_000).meta({
    title: 'Password',
    description: 'Of that user. It is sealed.',
    secret: true,
  }),
  workspaceId: numbered('Workspace', 'Its number. Lists of this workspace are read.'),
  coreTableId: numbered('Core table', 'Its number. Contacts are those of this table.'),
  unsubListIds: z
    .string()
    .trim()
    .regex(/^(\d{1,9}(\s*,\s*\d{1,9}){0,199})?$/, 'Numbers with commas between them are needed.')
    .default('')
    .meta({
      title: 'Unsub lists',
      description:
        'The numbers of those that stand for opting out of everything, with commas between them. '
        + 'Empty: all of the account.',
    }),
})

function numbered(title: string, description: string) {
  return z
    .string()
    .trim()
    .regex(/^[1-9]\d{0,8}$/, 'A number is needed.')
    .meta({ title, description })
}

export type HighRoadSettings = Omit<z.infer<typeof highRoadSettings>, 'password'>

const readable = highRoadSettings.omit({ password: true }).strip()

/** The readable settings with their defaults; an address entered with its path is without it. */
export function settingsOf(settings: Settings): HighRoadSettings {
  const { apiUrl, ...others } = readable.parse(settings)
  return { ...others, apiUrl: apiUrl.endsWith(SERVICE) ? apiUrl.slice(0, -SERVICE.length) : apiUrl }
}
