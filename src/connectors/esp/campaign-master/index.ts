import type { Connector } from '../../sdk/index.ts'
import { check } from './check.ts'
import { errors } from './errors.ts'
import { envelopeIn, TITLE } from './login.ts'
import { campaignMasterSettings, SERVICE, settingsOf } from './settings.ts'
import { sources } from './sources.ts'

const ID = 'campaign-master'

/** Campaign Master (UK). It can be logged in to, and no more; why: README.md. */
export const campaignMaster: Connector = {
  id: ID,
  title: TITLE,
  sources,
  settings: campaignMasterSettings,
  // The keys go into the body of the login.
  keys: { names: ['password'] },
  // A limit is told of the vendor's newer API alone: 5,000 an hour and 50,000 a month.
  pace: (settings) => ({
    budget: `${ID}:${settingsOf(settings).clientId}`,
    perSecond: 1,
    perDay: 1_500,
    dayStartsAtUtcHour: 0,
  }),
  errors,
  parse: envelopeIn,
  baseUrls: ({ apiUrl }) => {
    const settings = settingsOf({ clientId: '0', username: '-', apiUrl })
    return [`${settings.apiUrl}${SERVICE}`]
  },
  check,
}
