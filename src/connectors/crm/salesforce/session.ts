import {
  asObject,
  cleanText,
  Failure,
  type Keys,
  type Session,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { settingsOf } from './settings.ts'
import { TITLE } from './values.ts'

/**
 * Exchanges the app's key and secret for a token, which is the proof. How long it lasts is not
 * told: it is used until it is refused. Throws Failure('unauthorised') where they are not accepted,
 * and Failure('refused') where the records are at another address: a token goes to no other than
 * the one that was entered.
 */
export async function open(vendor: Vendor, keys: Keys): Promise<Session> {
  const { siteUrl, clientId } = settingsOf(vendor.settings)
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: keys['clientSecret']!,
  })
  const response = await vendor.http.request({
    method: 'POST',
    url: `${siteUrl}/services/oauth2/token`,
    text: { type: 'application/x-www-form-urlencoded', body: form.toString() },
    isSafe: true,
  })
  const answer = asObject(response.json()) ?? {}
  const proof = cleanText(answer['access_token'])
  if (proof === null) throw unreadable(TITLE, 'It holds no token.')
  refuseOtherInstance(siteUrl, answer['instance_url'])
  return { proof, expiresAt: null }
}

function refuseOtherInstance(siteUrl: string, told: unknown): void {
  if (typeof told !== 'string' || !URL.canParse(told)) return
  const { origin } = new URL(told)
  if (origin === new URL(siteUrl).origin) return
  throw new Failure('refused', `Salesforce keeps the records at ${origin}.`, {
    whoMustAct: 'you',
    remedy: `Enter ${origin} as the address in the settings of the connection.`,
  })
}
