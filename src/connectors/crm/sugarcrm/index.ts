import type { Connector } from '../../sdk/index.ts'
import { LISTS, targetLists } from '../sugar-model/index.ts'
import { activities } from './activities.ts'
import { audience } from './audience.ts'
import { check } from './check.ts'
import { TITLE } from './client.ts'
import { contacts } from './contacts.ts'
import { errors } from './errors.ts'
import { consent, validity } from './flags.ts'
import { people } from './people.ts'
import { pageById, recordsIn } from './records.ts'
import { keys } from './session.ts'
import { serviceOf, settingsOf, sugarCrmSettings } from './settings.ts'
import { sources } from './sources.ts'
import { suppressions } from './suppressions.ts'
import { idIn, textIn } from './values.ts'

const ID = 'sugarcrm'

/** The commercial SugarCRM, by REST v11. What it cannot do, and its traps: README.md. */
export const sugarCrm: Connector = {
  id: ID,
  title: TITLE,
  system: 'crm',
  sources,
  settings: sugarCrmSettings,
  keys,
  // No limit is published; people work with it meanwhile.
  pace: (settings) => ({
    budget: `${ID}:${settingsOf(settings).siteUrl}:${settingsOf(settings).username}`,
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
