import { z } from 'zod'
import { paceSetting, secretSetting, siteAddress, type Settings } from '../../sdk/index.ts'

/** The system itself, and the pair of keys that OpenCRM's support gives out for it. */
export const openCrmSettings = z.strictObject({
  siteUrl: siteAddress(
    'Address of OpenCRM',
    'As people open it in the browser, such as https://firm.opencrm.co.uk.',
  ),
  apiKey: secretSetting(
    'API key',
    'OpenCRM’s support switches the API on and gives out both keys. It is sealed.',
  ),
  passKey: secretSetting('Pass key', 'It comes with the API key. It is sealed.'),
  requestsPerSecond: paceSetting(),
})

const readable = openCrmSettings.pick({ siteUrl: true, requestsPerSecond: true }).strip()

/** What somebody may have copied along with the address of the system. */
const BEHIND_SITE = /\/(index\.php|api\/rest)$/

/** The readable settings, the address without what stands behind that of the system. */
export function settingsOf(settings: Settings): z.infer<typeof readable> {
  const { siteUrl, ...others } = readable.parse(settings)
  return { ...others, siteUrl: siteUrl.replace(BEHIND_SITE, '') }
}

/** Below which every function is called. */
export function apiOf(settings: Settings): string {
  return `${settingsOf(settings).siteUrl}/api/rest`
}
