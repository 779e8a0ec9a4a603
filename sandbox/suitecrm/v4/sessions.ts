import { createHash } from 'node:crypto'
import { adminId } from '../../sugar-data/crm.ts'
import { stamp } from '../../sugar-data/rows.ts'
import { plain } from '../../sugar-data/saving.ts'
import type { Vendor } from '../vendor.ts'
import type { Arguments } from './arguments.ts'
import { RestFault } from './errors.ts'

/** login: the password comes as its MD5, unless it is said to be plain. */
export function login({ passes, registered }: Vendor, [auth]: Arguments) {
  const given = (typeof auth === 'object' && auth !== null ? auth : {}) as Record<string, unknown>
  const password = plain(given.password)
  const shown = given.encryption === 'PLAIN' ? md5(password) : password.toLowerCase()
  const { username } = registered.login
  if (plain(given.user_name) !== username || shown !== md5(registered.login.password)) {
    throw new RestFault('login')
  }
  const values = {
    user_id: adminId,
    user_name: username,
    user_language: 'en_us',
    user_is_admin: true,
    user_default_dateformat: 'm/d/Y',
    user_default_timeformat: 'h:ia',
  }
  const list = Object.entries(values).map(([name, value]) => [name, { name, value }])
  return {
    id: passes.open(username),
    module_name: 'Users',
    name_value_list: Object.fromEntries(list) as Record<string, { name: string; value: unknown }>,
  }
}

export function logout({ passes }: Vendor, [session]: Arguments): null {
  passes.expire(plain(session))
  return null
}

export function serverInfo({ clock }: Vendor) {
  return { flavor: 'CE', version: '6.5.25', gmt_time: stamp(clock.now()) }
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
