import { startFaultProxy, tokenPath, type Fault } from '../../../sandbox/index.ts'
import type { FaultProxy, ProxyFault } from '../../../sandbox/index.ts'
import { changeConnection } from '../../../src/connections/index.ts'
import type {
  AudiencePart,
  Connector,
  KnownMember,
  RemoteJob,
} from '../../../src/connectors/index.ts'
import { createHttp } from '../../../src/platform/http/index.ts'
import { LaneLeft } from '../../../src/sync/holding-lane.ts'
import { IMPATIENT } from '../../../faults/account.ts'
import type { PushWorld } from './world.ts'

/** What a call meets: at the ESP, on the wire, or in the worker that makes it. */
export type Trouble =
  { at: 'esp'; fault: Fault } | { at: 'wire'; fault: ProxyFault } | { at: 'worker'; dies: Dies }

type Dies = 'before' | 'after'

/** One call that fills a list or empties it, as the connector was asked for it. */
export interface Call {
  verb: 'add' | 'remove'
  external: string
  addresses: string[]
}

/** Few people a call and few rows a page, so that a push of a handful has many of both. */
const LIMITS = { peopleMax: 4, contactsMax: 6, pageMax: 4 }

export interface Wire {
  proxy: FaultProxy
  /** Right when a call is made, and right after it, with its number from 1. */
  watch: { before(call: Call, number: number): Trouble | undefined; after(number: number): unknown }
  /** Nothing goes wrong any more. */
  right(): void
  close(): Promise<void>
}

/**
 * The world's connection goes through a TCP proxy from now on, and each call that changes a list is
 * looked at over the connector's shoulder.
 */
export async function throughProxy(world: PushWorld): Promise<Wire> {
  const { sandbox, homing } = world
  const proxy = await startFaultProxy(sandbox)
  const pass = () => proxy.set({ kind: 'pass' })
  const http = createHttp({
    allowPrivate: [proxy, sandbox].map(({ url }) => new URL(url).host),
    limits: IMPATIENT,
    // What does not strike once only is over as soon as it was met.
    observe: (seen) => void (seen.fault !== null && pass()),
  })
  Object.assign(homing, { http })
  const { accessToken, refreshToken } = sandbox.issueTokens()
  const settings = {
    apiUrl: `${proxy.url}/v3`,
    tokenUrl: proxy.url + tokenPath,
    accessToken,
    refreshToken,
  }
  await changeConnection(homing, world.by, world.connectionId, { settings })
  const wire: Wire = {
    proxy,
    watch: { before: () => undefined, after: () => undefined },
    right() {
      sandbox.faults.clear()
      pass()
    },
    async close() {
      http.close()
      await proxy.close()
    },
  }
  watchCalls(world, wire)
  return wire
}

function watchCalls({ sandbox, homing }: PushWorld, wire: Wire): void {
  const [connector] = homing.connectors
  const part = connector!.audience!
  let number = 0
  const told = async (given: Call, call: () => Promise<RemoteJob>) => {
    number += 1
    const trouble = wire.watch.before(given, number)
    const dies = trouble?.at === 'worker' ? trouble.dies : null
    if (trouble?.at === 'esp') sandbox.faults.add(trouble.fault)
    if (trouble?.at === 'wire') wire.proxy.set(trouble.fault)
    if (dies === 'before') throw new LaneLeft('Killed.')
    try {
      const job = await call()
      if (dies === 'after') throw new LaneLeft('Killed.')
      return job
    } finally {
      await wire.watch.after(number)
    }
  }
  const named = (people: readonly KnownMember[]) => {
    const byId = new Map(sandbox.truth().contacts.map((one) => [one.contactId, one.address]))
    return people.map(({ id }) => byId.get(id)!.toLowerCase())
  }
  const watched: AudiencePart = {
    ...part,
    limits: { ...part.limits, ...LIMITS },
    putOn: (vendor, people, lists) => {
      const addresses = people.map((one) => one.address.toLowerCase())
      const call: Call = { verb: 'add', external: lists[0]!, addresses }
      return told(call, () => part.putOn!(vendor, people, lists))
    },
    putKnownOn: (vendor, people, lists) =>
      told({ verb: 'add', external: lists[0]!, addresses: named(people) }, () =>
        part.putKnownOn(vendor, people, lists),
      ),
    takeOff: (vendor, people, lists) =>
      told({ verb: 'remove', external: lists[0]!, addresses: named(people) }, () =>
        part.takeOff(vendor, people, lists),
      ),
  }
  const connectors: Connector[] = [{ ...connector!, audience: watched }]
  Object.assign(homing, { connectors })
}
