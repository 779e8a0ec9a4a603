import { decodeWhole } from '../../../platform/encoding.ts'
import { offsetMs } from '../../../platform/zoned-time.ts'
import {
  asObject,
  FieldRefused,
  type HookPage,
  type JsonObject,
  readJson,
} from '../../sdk/index.ts'
import { callOf, campaignOf, gathered, numberOf, textAt, type Told } from './calls.ts'
import { GIVEN_UP } from './reasons.ts'
import type { HylafaxSettings } from './settings.ts'

/** Whys of notify(8) after which there is nothing to tell: it waits, or it was no fax of ours. */
const NO_NEWS = ['blocked', 'poll_rejected', 'poll_no_document', 'poll_failed']

/**
 * What homing-notify sends: why HylaFAX calls notify(8), the job, and the log's own lines about its
 * last call. A call is read as in the log, so that it has the very time it has there; a job that
 * was given up without one is a failure of the moment it was told. Throws Failure('unreadable').
 */
export function readDelivery(body: Uint8Array, settings: HylafaxSettings): HookPage {
  const text = new TextEncoder().encode(decodeWhole(body))
  const told = asObject(readJson('the HylaFAX server', text)) ?? {}
  const why = textAt(told, 'why')
  if (NO_NEWS.includes(why)) return { rows: [], refused: [], records: [told] }
  const job = asObject(told['job']) ?? {}
  const calls = Array.isArray(told['calls']) ? told['calls'] : []
  const records = calls.map((call: unknown) => {
    const record = asObject(call) ?? {}
    return { record, read: () => callOf(record, settings) }
  })
  const isOfCall = ['done', 'requeued'].includes(why) || (why === 'failed' && hasCalled(job))
  if (isOfCall && records.length > 0) return gathered(records)
  return gathered([...records, { record: told, read: () => givenUp(told, job, settings) }])
}

function hasCalled(job: JsonObject): boolean {
  return textAt(job, 'commid') !== ''
}

function givenUp(told: JsonObject, job: JsonObject, settings: HylafaxSettings): Told {
  const why = textAt(told, 'why')
  const note = GIVEN_UP[why]
  if (note === undefined || (why === 'failed' && hasCalled(job))) {
    const isKnown = note !== undefined || ['done', 'requeued'].includes(why)
    if (!isKnown) throw new FieldRefused('why', `“${why.slice(0, 40)}” is no reason of notify(8).`)
    throw new FieldRefused('calls', 'The line of this call was not found in the transmit log.')
  }
  const address = numberOf(job, settings)
  const at = Number(textAt(told, 'at')) * 1000
  if (!Number.isSafeInteger(at) || at <= 0) throw new FieldRefused('at', 'There is no time.')
  const day = new Date(at + offsetMs(at, settings.zone)).toISOString().slice(0, 10)
  const campaign = campaignOf(job, { at, day })
  const bounce = { code: why, class: 'other' as const, note }
  const common = { channel: 'fax' as const, address, occurredAt: at, activity: campaign.id }
  return { events: [{ ...common, kind: 'bounce', bounce }], campaign }
}
