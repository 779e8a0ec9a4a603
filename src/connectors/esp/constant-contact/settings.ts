import { z } from 'zod'
import { baseAddress, secretSetting, type Settings } from '../../sdk/index.ts'

const TITLES = { apiUrl: 'API address', authorizeUrl: 'Consent page', tokenUrl: 'Token address' }

/**
 * Defaults are the vendor's documented addresses (v3 API guide, "Authentication"). The two tokens
 * are for a set-up without a browser.
 */
export const constantContactSettings = z.strictObject({
  apiUrl: baseAddress(TITLES.apiUrl, 'https://api.cc.email/v3'),
  authorizeUrl: baseAddress(
    TITLES.authorizeUrl,
    'https://authz.constantcontact.com/oauth2/default/v1/authorize',
  ),
  tokenUrl: baseAddress(
    TITLES.tokenUrl,
    'https://authz.constantcontact.com/oauth2/default/v1/token',
  ),
  clientId: z
    .string()
    .trim()
    .min(1, 'The client id (API key) of your Constant Contact application is needed.')
    .max(200)
    .meta({ title: 'Client id (API key)' }),
  clientSecret: secretSetting('Client secret', 'Absent for an application that uses PKCE alone.'),
  accessToken: secretSetting('Access token', 'Only for a set-up without a browser.'),
  refreshToken: secretSetting('Refresh token', 'Only for a set-up without a browser.'),
})

export type ConstantContactSettings = Pick<
  z.infer<typeof constantContactSettings>,
  'apiUrl' | 'authorizeUrl' | 'tokenUrl' | 'clientId'
>

const readable = constantContactSettings
  .pick({ apiUrl: true, authorizeUrl: true, tokenUrl: true, clientId: true })
  .strip()

/** The readable settings with their defaults; addresses without a slash at the end. */
export function settingsOf(settings: Settings): ConstantContactSettings {
  return readable.parse(settings)
}
