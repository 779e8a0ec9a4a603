import type { Connector } from '../../sdk/index.ts'
import { LISTS, targetLists } from '../sugar-model/index.ts'
import { activities } from './activities.ts'
import { audience } from './audience.ts'
import { check } from './check.ts'
import { TITLE } from './client.ts'
import { contacts } from './contacts.ts'
import { pageById, recordsIn } from './entry-list.ts'
import { errors } from './errors.ts'
import { consent, validity } from './flags.ts'
import { sources } from './sources.ts'
import { suppressions } from './suppressions.ts'
import { idIn, textIn } from './values.ts'
import { people } from './people.ts'
import { open } from './session.ts'
import { serviceOf, settingsOf, suiteCrmSettings } from './settings.ts'

const ID = 'suitecrm'

/** SuiteCRM 7, by its v4_1 service. What it cannot do, and its traps: README.md. */
export const suiteCrm: Connector = {
  id: ID,
  title: TITLE,
  system: 'crm',
  sources,
  settings: suiteCrmSettings,
  // The proof goes into each form.
  keys: { names: ['password'], open },
  // It limits nothing itself; it is the firm's own server, and people work with it meanwhile.
  pace: (settings) => ({
    budget: `${ID}:${settingsOf(settings).username}`,
    perSecond: settingsOf(settings).requestsPerSecond,
    perDay: 200_000,
    dayStartsAtUtcHour: 0,
  }),
  errors,
  baseUrls: (settings) => [serviceOf(settings)],
  check,
  people,
  suppressions,
  lists: targetLists({
    page: (vendor, cursor) => pageById(vendor, LISTS, cursor),
    ...{ recordsIn, idIn, textIn },
  }),
  contacts,
  consent,
  audience,
  validity,
  activities,
}
