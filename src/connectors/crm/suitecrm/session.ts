import { createHash } from 'node:crypto'
import { cleanText, type Keys, type Session, unreadable, type Vendor } from '../../sdk/index.ts'
import { ask, TITLE } from './client.ts'
import { settingsOf } from './settings.ts'

/**
 * Opens a session, whose id is the proof. How long one lasts is not told: it is used until it is
 * refused. That the password goes out as its MD5 is SuiteCRM's own way, and hides nothing from
 * whoever reads along: https does. Throws Failure('unauthorised') where the user or the password is
 * not accepted.
 */
export async function open(vendor: Vendor, keys: Keys): Promise<Session> {
  const answer = await ask(vendor, 'login', {
    user_auth: {
      user_name: settingsOf(vendor.settings).username,
      password: createHash('md5').update(keys['password']!).digest('hex'),
      version: '1',
    },
    application_name: 'Homing',
    name_value_list: [],
  })
  const proof = cleanText(answer['id'])
  if (proof === null) throw unreadable(TITLE, 'It opens no session.')
  return { proof, expiresAt: null }
}
