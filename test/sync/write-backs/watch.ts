import { askMayWrite } from '../../../src/consent/index.ts'
import type { Connector, ConsentPart } from '../../../src/connectors/index.ts'
import { LaneLeft } from '../../../src/sync/holding-lane.ts'
import type { TwoWorlds } from './world.ts'

/** A call that puts an address where mail goes, and what was known of it when it was made. */
export interface Outgoing {
  call: string
  address: string
  mayWrite: boolean
  reason: string
}

export interface Watch {
  outgoing: readonly Outgoing[]
  /** From now on the worker dies over its next call that changes something; null: no more. */
  kill(when: 'killed-before' | 'killed-after' | null): void
}

/**
 * Looks over the shoulder of the connector, right when a call is made, with the answer of the one
 * place that decides. No worker outlives a kill: what it would write afterwards is not written.
 */
export function watchCalls(world: TwoWorlds): Watch {
  const outgoing: Outgoing[] = []
  let dies: 'killed-before' | 'killed-after' | null = null
  const die = (when: typeof dies) => {
    if (when !== dies) return
    dies = null
    throw new LaneLeft('Killed.')
  }
  const told = async <T>(call: () => Promise<T>): Promise<T> => {
    die('killed-before')
    const answer = await call()
    die('killed-after')
    return answer
  }
  const note = async (call: string, address: string) => {
    const ask = {
      channel: 'email',
      class: 'marketing',
      topicId: null,
      addresses: [address],
    } as const
    const { workspaceId } = world.by
    const [answer] = await world.inTx((tx) => askMayWrite(tx, workspaceId, ask, world.homing.now()))
    outgoing.push({ call, address, mayWrite: answer!.mayWrite, reason: answer!.reason })
  }
  const watched = (consent: ConsentPart): ConsentPart => {
    const { leave, resubscribe, replaceAddress } = consent
    return {
      ...consent,
      optOut: (...given) => told(() => consent.optOut(...given)),
      ...(leave && { leave: (...given) => told(() => leave(...given)) }),
      ...(resubscribe && {
        resubscribe: {
          ...resubscribe,
          async call(...given) {
            await note('resubscribe', given[1].address)
            await told(() => resubscribe.call(...given))
          },
        },
      }),
      ...(replaceAddress && {
        async replaceAddress(...given) {
          await note('replace_address', given[2])
          await told(() => replaceAddress(...given))
        },
      }),
    }
  }
  const connectors = world.homing.connectors.map((connector): Connector => ({
    ...connector,
    ...(connector.consent && { consent: watched(connector.consent) }),
  }))
  Object.assign(world.homing, { connectors })
  return {
    outgoing,
    kill: (when) => {
      dies = when
    },
  }
}
