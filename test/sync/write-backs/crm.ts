import { lawFirm, startSandbox, vendors, type Sandbox } from '../../../sandbox/index.ts'
import { createConnection } from '../../../src/connections/index.ts'
import { suiteCrm } from '../../../src/connectors/crm/suitecrm/index.ts'
import type { Connector } from '../../../src/connectors/index.ts'
import { createHttp } from '../../../src/platform/http/index.ts'
import { databaseOf } from '../../connectors/suitecrm/stage.ts'
import { SIZE, type Side, type TwoWorlds } from './world.ts'

const { username, password } = vendors.suitecrm.login
const TWO_WEEKS_MS = 14 * 24 * 3_600_000
const YEARS_MS = 20 * 365 * 24 * 3_600_000

/** The firm's CRM beside its two ESPs, with the same people. */
export interface CrmSide extends Side {
  /** A user of the CRM ticks or clears "opted out" of an address. */
  flag(address: string, optOut: boolean): Promise<void>
  /** As it stands in its database; undefined for an address it does not have. */
  isOut(address: string): Promise<boolean | undefined>
}

/** Connects a CRM; its clock goes with the world's from now on, and closing the world closes it. */
export async function withCrm(world: TwoWorlds): Promise<CrmSide> {
  const sandbox = await startSandbox({
    esp: 'suitecrm',
    enforceLimits: false,
    world: lawFirm(1, SIZE),
    now: Date.now() - TWO_WEEKS_MS,
    ceiling: () => Date.now() + YEARS_MS,
  })
  const sandboxes = [world.a.sandbox, world.b.sandbox, sandbox]
  const http = createHttp({ allowPrivate: sandboxes.map(({ url }) => new URL(url).host) })
  const hurried: Connector = {
    ...suiteCrm,
    pace: () => ({ budget: 'crm', perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }),
  }
  Object.assign(world.homing, { http, connectors: [...world.homing.connectors, hurried] })
  const { id: connectionId } = await createConnection(world.homing, world.by, {
    connector: 'suitecrm',
    name: 'The CRM',
    settings: { siteUrl: sandbox.url, username, password },
  })
  const { together, close } = world
  Object.assign(world, {
    together(ms: number) {
      together(ms)
      sandbox.clock.advance(world.homing.now() - sandbox.clock.now())
    },
    async close() {
      await close()
      await sandbox.close()
      http.close()
    },
  })
  return {
    sandbox,
    connectionId,
    flag: (address, optOut) => databaseOf(sandbox).flag(address, { optOut }),
    isOut: (address) => isOutAt(sandbox, address),
  }
}

async function isOutAt({ url }: Sandbox, address: string): Promise<boolean | undefined> {
  const path = `/_sandbox/crm/addresses?address=${encodeURIComponent(address)}`
  const answer = await fetch(url + path)
  if (answer.status === 404) return undefined
  const { optOut } = (await answer.json()) as { optOut: unknown }
  if (typeof optOut !== 'boolean') throw new Error('The sandbox tells no flag.')
  return optOut
}
