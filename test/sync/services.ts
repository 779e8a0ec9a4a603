import { vendors } from '../../sandbox/index.ts'
import { actOn } from '../../src/connectors/esp/act-on/index.ts'
import { magnetMail } from '../../src/connectors/esp/magnetmail/index.ts'
import type { Service } from './service-world.ts'

const { client, login } = vendors['act-on']

/** Services that are simulated, with what opens them. */
export const actOnService: Service = {
  connector: actOn,
  keys: { clientId: client.clientId, clientSecret: client.clientSecret, ...login },
}
export const magnetMailService: Service = { connector: magnetMail, keys: vendors.magnetmail.keys }
