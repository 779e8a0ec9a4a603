import {
  childrenOf,
  Failure,
  type Health,
  isoTime,
  textOf,
  type Vendor,
  type XmlElement,
} from '../../sdk/index.ts'
import { ACTIVITY, ACTIVITY_QUERY, CODES, MARK_CHARS, MARKED } from './activity-rows.ts'
import { addresses } from './addresses.ts'
import { ask } from './client.ts'
import { CUSTOMER_MODULES } from './customers.ts'
import { askRows, type Query, rowsIn } from './query.ts'
import { typesOf } from './raised.ts'
import { settingsOf } from './settings.ts'
import { momentIn, textIn } from './values.ts'

type Line = Health['checks'][number]

interface Probe {
  name: string
  what: string
  look(vendor: Vendor): Promise<Line>
}

/** Looks by asking. The account is named after its user and the site: netFORUM tells no name. */
export async function check(vendor: Vendor): Promise<Health> {
  const { username, siteUrl, ownerColumn } = settingsOf(vendor.settings)
  const checks: Line[] = []
  for (const probe of [...probesOf(ownerColumn), CLOCK, TYPES, ACTIONS, MARKS, WORDS]) {
    const line = await lookSafely(vendor, probe)
    checks.push(line)
    // Without a line or a token every further question would get the same answer.
    if (line.name === 'connection') break
  }
  return {
    ok: checks.every((line) => line.ok),
    account: `${username} at ${new URL(siteUrl).host}`,
    checks,
  }
}

async function lookSafely(vendor: Vendor, { name, what, look }: Probe): Promise<Line> {
  try {
    return await look(vendor)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { kind, message, remedy } = error
    if (kind === 'forbidden' || kind === 'refused') {
      const sentence = `${what}: ${message}`
      const toDo = 'Look whether your netFORUM has the object with these columns, and give the '
      return { name, ok: false, sentence, remedy: remedy || `${toDo}user of xWeb a right to it.` }
    }
    return { name: 'connection', ok: false, sentence: message, remedy }
  }
}

/** One row of each object, with all columns that are ever asked for. */
function probesOf(ownerColumn: string): Probe[] {
  const customers = CUSTOMER_MODULES.map(({ id, title, key, columns, prefix }) => {
    const isOwn = ownerColumn.startsWith(`${prefix}_`) || ownerColumn.startsWith('cst_')
    const owner = ownerColumn !== '' && isOwn ? [ownerColumn] : []
    const dates = [`${prefix}_change_date`, 'eml_change_date']
    return { what: title, query: { object: id, key, columns: [...columns, ...dates, ...owner] } }
  })
  const others = [
    { what: 'E-mail addresses and opt-outs', query: addresses },
    { what: 'Messaging activities', query: ACTIVITY_QUERY },
  ]
  return [...customers, ...others].map(({ what, query }) => probeOf(what, query))
}

function probeOf(what: string, query: Query): Probe {
  const { object: name, key: order } = query
  return {
    name,
    what,
    async look(vendor) {
      rowsIn(await askRows(vendor, query, { conditions: [], order, top: 1 }))
      return { name, ok: true, sentence: `${what} can be read.` }
    },
  }
}

/** Clocks of two servers are never quite the same; a zone that is wrong is half an hour off. */
const CLOCK_MS_MAX = 10 * 60_000

const CLOCK: Probe = {
  name: 'clock',
  what: 'The clock of the server',
  async look(vendor) {
    const told = (await ask(vendor, { operation: 'GetDateTime', parameters: {} })).text.trim()
    const { timeZone } = settingsOf(vendor.settings)
    const at = isoTime(told) ?? momentIn(told, timeZone)
    if (at === null) {
      return { name: 'clock', ok: true, sentence: 'The server does not say what its clock shows.' }
    }
    const off = Math.round((at - vendor.now()) / 60_000)
    if (Math.abs(at - vendor.now()) <= CLOCK_MS_MAX) {
      return { name: 'clock', ok: true, sentence: 'The clock of the server is right.' }
    }
    const way = off > 0 ? 'ahead' : 'behind'
    return {
      name: 'clock',
      ok: false,
      sentence: `By the time zone ${timeZone} its clock is ${Math.abs(off)} minutes ${way}.`,
      remedy: 'Set the time zone of the server in the settings of the connection.',
    }
  },
}

/** Types named in the line at most. */
const TYPES_MAX = 20

const TYPES: Probe = {
  name: 'mailing_types',
  what: 'Types of mailing',
  async look(vendor) {
    const types: XmlElement[] = []
    for (const operation of ['GetSubscriptionMailingTypes', 'GetPromotionalMailingTypes']) {
      types.push(...childrenOf(await ask(vendor, { operation, parameters: {} }), 'MailingList'))
    }
    const named = types.slice(0, TYPES_MAX).map((one) => {
      return `${textOf(one, 'name')} (${textOf(one, 'primary_key')})`
    })
    const told = named.length === 0 ? 'there are none' : named.join(', ')
    const sentence = `Types of mailing that a topic may be mapped to, as categories: ${told}.`
    return { name: 'mailing_types', ok: true, sentence }
  },
}

const ACTIONS: Probe = {
  name: 'action_types',
  what: 'Action types',
  async look(vendor) {
    const codes = [...(await typesOf(vendor)).values()].map(({ code }) => code)
    const told = codes.length === 0 ? 'there are none' : codes.slice(0, TYPES_MAX).join(', ')
    const sentence = `Action types as which what clicks raise is told: ${told}.`
    return { name: 'action_types', ok: true, sentence }
  },
}

const MARKS: Probe = {
  name: 'marks',
  what: 'Ids of messaging activities',
  async look(vendor) {
    const parameters = { szObjectName: ACTIVITY }
    const definition = await ask(vendor, { operation: 'GetQueryDefinition', parameters })
    const narrow = columnsIn(definition).filter((column) => {
      const width = Number(textOf(column, 'mdc_width_max') || MARK_CHARS)
      const isNumber = /int|numeric|decimal/i.test(textOf(column, 'mdc_data_type'))
      const isMarked = MARKED.some((name) => name === textOf(column, 'mdc_name'))
      return isMarked && (isNumber || width < MARK_CHARS)
    })
    if (narrow.length === 0) {
      return { name: 'marks', ok: true, sentence: 'Messaging activities can have our ids.' }
    }
    const names = narrow.map((column) => textOf(column, 'mdc_name')).join(' and ')
    return {
      name: 'marks',
      ok: false,
      sentence: `What targets did cannot be told: ${names} cannot hold ${MARK_CHARS} characters.`,
      remedy: 'Have the columns widened, or switch off that activities are told.',
    }
  },
}

function columnsIn(element: XmlElement): XmlElement[] {
  return element.children.flatMap((one) => (one.name === 'Column' ? [one] : columnsIn(one)))
}

/** Activities that are looked through for their codes. */
const ROWS_MAX = 500

/** Which codes others write there: nobody publishes them all. */
const WORDS: Probe = {
  name: 'codes',
  what: 'Codes of messaging activities',
  async look(vendor) {
    const ours: readonly string[] = Object.values(CODES)
    const asked = { conditions: ['cma_delete_flag = 0'], order: 'cma_activity_date desc' }
    const rows = rowsIn(await askRows(vendor, ACTIVITY_QUERY, { ...asked, top: ROWS_MAX }))
    const codes = [...new Set(rows.map((row) => textIn(row['cma_activity_code'])))]
    const others = codes.filter((code) => code !== '' && !ours.includes(code)).sort()
    const sentence =
      others.length === 0
        ? 'No messaging activity that is there has a code which Homing does not write.'
        : `Others write codes that Homing does not: ${others.slice(0, TYPES_MAX).join(', ')}.`
    return { name: 'codes', ok: true, sentence }
  },
}
