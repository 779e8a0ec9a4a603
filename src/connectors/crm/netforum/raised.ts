/** Customer actions, of which the scoring and the implicit interests of netFORUM are made. */
import {
  childrenOf,
  type Raised,
  type RaisedPart,
  textOf,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { ask, TITLE } from './client.ts'
import { BATCH_MAX, hindrancesOf, refused } from './hindrances.ts'
import { settingsOf } from './settings.ts'
import { cutText, isKey, momentOf } from './values.ts'

/** Of a description and of a source. */
const TEXT_CHARS = 100

/**
 * netFORUM publishes no object in which actions could be read again, and no key of one's own: a
 * call that was not answered is never repeated. Its own interests follow from the action's type.
 */
export const raised: RaisedPart = {
  kinds: { action: 'Customer Action', interest: 'Link Click' },
  rule:
    'What clicks raise is told to netFORUM as customer actions: of the action type whose code is '
    + 'the name of the action, or the code of the interest. Give such a type its interest code at '
    + 'netFORUM, and the customer has the implicit interest.',
  batchMax: BATCH_MAX,
  async hindrances(vendor, all) {
    const types = await typesOf(vendor)
    const hindrances = await hindrancesOf(vendor, all)
    return all.map((one) => {
      const isUntyped = !types.has(codeOf(one.name))
      return hindrances.get(one) ?? (isUntyped ? refused(withoutType(one)) : null)
    })
  },
  async tell(vendor, one) {
    const type = (await typesOf(vendor)).get(codeOf(one.name))
    if (type === undefined) throw unreadable(TITLE, 'It no longer tells of an action type.')
    const answer = await ask(vendor, {
      operation: 'InsertCustomerAction',
      parameters: {
        actionCustomerKey: one.recordId,
        action: descriptionOf(one),
        actionTypeKey: type.key,
        // By which somebody who looks for it can tell it from all others.
        source: `Homing ${one.mark}`,
        actionDate: momentOf(one.at, settingsOf(vendor.settings).timeZone),
      },
      isSafe: false,
    })
    if (!isKey(answer.text.trim())) throw unreadable(TITLE, 'It gives no key of an action.')
  },
}

/** Read once for each line to a server: a line is one run's. */
const types = new WeakMap<Vendor, Promise<Types>>()

/** By their codes in small letters. */
type Types = ReadonlyMap<string, { key: string; code: string }>

/** The site's action types. Throws Failure. */
export async function typesOf(vendor: Vendor): Promise<Types> {
  const reading = types.get(vendor) ?? readTypes(vendor)
  types.set(vendor, reading)
  // What could not be read is asked for again by whoever asks next.
  reading.catch(() => types.delete(vendor))
  return reading
}

async function readTypes(vendor: Vendor): Promise<Types> {
  const answer = await ask(vendor, { operation: 'GetActionTypeList', parameters: {} })
  const [results] = answer.children
  const found = new Map<string, { key: string; code: string }>()
  for (const row of results === undefined ? [] : childrenOf(results, 'Result')) {
    const [key, code] = [textOf(row, 'cat_key'), textOf(row, 'cat_action_code')]
    if (isKey(key)) found.set(codeOf(code), { key, code })
  }
  return found
}

function codeOf(name: string): string {
  return name.trim().toLowerCase()
}

function withoutType({ kind, name }: Raised): string {
  return kind === 'action'
    ? `netFORUM has no action type with the code “${name}”, as which the action is told.`
    : `netFORUM has no action type with the code “${name}”, as which the interest is told.`
}

function descriptionOf({ kind, name, campaign }: Raised): string {
  return cutText(`${kind === 'action' ? name : 'Link Click'}: ${campaign}`, TEXT_CHARS)
}
