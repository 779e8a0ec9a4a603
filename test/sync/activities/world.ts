import { createConnection } from '../../../src/connections/index.ts'
import type { FeedbackEvent, RemotePerson } from '../../../src/connectors/index.ts'
import { takeRecords } from '../../../src/people/index.ts'
import { rememberNewcomers } from '../../../src/sync/activities/newcomers.ts'
import { tellActivities } from '../../../src/sync/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { anotherFirm, makeWorld, type World } from '../../connections/world.ts'
import { prepareGround, take, type Ground } from '../../ledger/world.ts'
import { MemoryCrm } from './crm.ts'

export interface ActivitiesWorld extends World {
  crm: MemoryCrm
  crmId: number
  ground: Ground
  inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** The CRM knows people by these ids: each has the address <id>@example.com. */
  know(...ids: string[]): Promise<void>
  /** The same, as a run reads them. */
  read(...ids: string[]): Promise<void>
  happen(...events: FeedbackEvent[]): Promise<void>
  tell(): Promise<void>
}

/**
 * A firm with an ESP of two sent campaigns (ledger/world.ts), and a CRM in memory; beside another
 * world, or in one of its own.
 */
export async function activitiesWorld(beside?: World): Promise<ActivitiesWorld> {
  const world = await (beside ? anotherFirm(beside) : makeWorld())
  const crm = new MemoryCrm()
  Object.assign(world.homing, { connectors: [...world.homing.connectors, crm.connector()] })
  const { workspaceId } = world.by
  const { database } = world.test
  const ground = await prepareGround(database, workspaceId)
  const { id: crmId } = await createConnection(world.homing, world.by, {
    connector: 'memory-crm',
    settings: {},
  })
  const inTx = <T>(work: (tx: Tx) => Promise<T>) => database.inWorkspace(workspaceId, work)
  // The campaigns of the ground were sent at a fixed time.
  await inTx((tx) =>
    tx
      .updateTable('activity_lane')
      .set({ since: new Date(0) })
      .execute(),
  )
  return {
    ...world,
    crm,
    crmId,
    ground,
    inTx,
    async know(...ids) {
      const of = { workspaceId, connectionId: crmId, module: 'Contacts' }
      await inTx((tx) => takeRecords(tx, of, ids.map(personOf)))
    },
    async read(...ids) {
      const of = { workspaceId, connectionId: crmId, module: 'Contacts' }
      await inTx(async (tx) => {
        await takeRecords(tx, of, ids.map(personOf))
        await rememberNewcomers(tx, of, ids)
      })
    },
    async happen(...events) {
      await take(ground, events)
    },
    tell: () => tellActivities(world.homing, { workspaceId, connectionId: crmId }),
  }
}

function personOf(id: string): RemotePerson {
  return {
    type: 'person',
    id,
    changedAt: Date.UTC(2026, 4, 1),
    name: '',
    firstName: 'Ann',
    lastName: id,
    ...{ jobTitle: '', phone: '', city: '', country: '' },
    addresses: [`${id.toLowerCase()}@example.com`],
    faxes: [],
    organization: null,
    owner: null,
  }
}
