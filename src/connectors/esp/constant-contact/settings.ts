import { z } from 'zod'
import type { Settings } from '../../sdk/index.ts'

const TITLES = { apiUrl: 'API address', authorizeUrl: 'Consent page', tokenUrl: 'Token address' }

/**
 * Defaults are the vendor's documented addresses (v3 API guide, "Authentication"). The two tokens
 * are for a set-up without a browser.
 */
export const constantContactSettings = z.strictObject({
  apiUrl: address(TITLES.apiUrl, 'https://api.cc.email/v3'),
  authorizeUrl: address(
    TITLES.authorizeUrl,
    'https://authz.constantcontact.com/oauth2/default/v1/authorize',
  ),
  tokenUrl: address(TITLES.tokenUrl, 'https://authz.constantcontact.com/oauth2/default/v1/token'),
  clientId: z
    .string()
    .trim()
    .min(1, 'The client id (API key) of your Constant Contact application is needed.')
    .max(200)
    .meta({ title: 'Client id (API key)' }),
  clientSecret: secret('Client secret', 'Absent for an application that uses PKCE alone.'),
  accessToken: secret('Access token', 'Only for a set-up without a browser.'),
  refreshToken: secret('Refresh token', 'Only for a set-up without a browser.'),
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

function address(title: string, standard: string) {
  return z
    .string()
    .trim()
    .max(500)
    .refine(isBaseAddress, `${title}: an https address without query or password is needed.`)
    .overwrite((text) => text.replace(/\/+$/, ''))
    .default(standard)
    .meta({ title })
}

function secret(title: string, description: string) {
  return z.string().trim().min(1).max(10_000).optional().meta({ title, description, secret: true })
}

/** Whether plain http may be called at all is decided where calls are made, by the operator. */
function isBaseAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  return isWeb && !url.username && !url.password && !url.search && !url.hash
}
