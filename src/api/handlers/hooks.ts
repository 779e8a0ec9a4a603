import type { z } from 'zod'
import {
  addHookKey,
  closeHook,
  endHookKey,
  hookState,
  makeHookAddress,
  type By,
  type HookOutcome,
} from '../../connections/index.ts'
import type { Homing } from '../../homing.ts'
import { askToFollow } from '../../sync/index.ts'
import type { hook as hookShape, hooks } from '../contract/index.ts'
import type { Caller, Handlers } from '../handler.ts'

export const hookHandlers: Handlers<keyof typeof hooks> = {
  'hooks.show': ({ params, caller }, homing) => shown(homing, caller, params.connectionId),

  'hooks.makeAddress': async ({ params, body, caller, origin }, homing) => {
    const { connectionId } = params
    const ask = { ...body, origin }
    const { token, isEnteredByUs } = await makeHookAddress(homing, byOf(caller), connectionId, ask)
    if (!isEnteredByUs) return { url: `${origin}/hooks/${token}` }
    await askToFollow(homing, { workspaceId: caller.workspaceId, connectionId })
    return { url: null }
  },

  'hooks.addKey': async ({ params, body, caller }, homing) => {
    await addHookKey(homing, byOf(caller), params.connectionId, body.key)
    return shown(homing, caller, params.connectionId)
  },

  'hooks.endKey': async ({ params, caller }, homing) => {
    await endHookKey(homing, byOf(caller), params.connectionId, params.keyId)
    return undefined
  },

  'hooks.close': async ({ params, body, caller }, homing) => {
    await closeHook(homing, byOf(caller), params.connectionId, body.isClosed)
    return shown(homing, caller, params.connectionId)
  },
}

async function shown(
  homing: Homing,
  caller: Caller,
  connectionId: number,
): Promise<z.input<typeof hookShape>> {
  const state = await homing.database.inWorkspace(caller.workspaceId, (tx) =>
    hookState(tx, homing, connectionId),
  )
  const { keys, address, endingAddress, closed, signals, tally, ...same } = state
  const taken = tally.filter(({ outcome }) => outcome === 'stored' || outcome === 'repeated')
  const countOf = (wanted: HookOutcome) =>
    taken.find(({ outcome }) => outcome === wanted)?.deliveries ?? 0
  return {
    ...same,
    signals: signals && {
      ...signals,
      registeredAt: signals.registeredAt === null ? null : timeOf(signals.registeredAt),
    },
    keys: keys.map(({ addedAt, ...key }) => ({ ...key, addedAt: timeOf(addedAt) })),
    address: address && { ...address, createdAt: timeOf(address.createdAt) },
    endingAddress: endingAddress && { ...endingAddress, endsAt: timeOf(endingAddress.endsAt) },
    closed: closed && { ...closed, at: timeOf(closed.at) },
    lastDeliveryAt: taken.length === 0 ? null : timeOf(Math.max(...taken.map(({ at }) => at))),
    stored: countOf('stored'),
    repeated: countOf('repeated'),
    refused: tally.flatMap(({ outcome, deliveries, at }) => {
      if (outcome === 'stored' || outcome === 'repeated') return []
      const [sentence, remedy] = WORDS[outcome]
      return { reason: outcome, sentence, remedy, count: deliveries, lastAt: timeOf(at) }
    }),
  }
}

const NEWEST = 'Compare what is entered here with what the sender shows now.'
const CLOCK = "Look at this machine's clock."

/** Each reason for a refusal in plain words, and what can be done about it. */
const WORDS: Record<Exclude<HookOutcome, 'stored' | 'repeated'>, [string, string]> = {
  missing: ['Nothing proved where it came from.', NEWEST],
  wrong: ['Its signature did not fit.', NEWEST],
  stale: ['It was signed too long ago.', CLOCK],
  ahead: ['It was signed in the future.', CLOCK],
  unreadable: ['It was not what this sender sends.', 'Look who else knows the address.'],
  too_large: ['It was larger than a delivery may be.', 'Have the sender send fewer at a time.'],
  too_slow: ['It took too long to arrive.', 'The sender tries again by itself.'],
  wrong_type: [
    'It was of another kind than this sender sends.',
    'Look who else knows the address.',
  ],
  closed: ['It came while deliveries were refused here.', 'Take deliveries again.'],
  busy: ['Homing could not store it at that moment.', 'The sender tries again by itself.'],
}

function timeOf(moment: number): string {
  return new Date(moment).toISOString()
}

function byOf({ id, name, workspaceId }: Caller): By {
  return { id, name, workspaceId }
}
