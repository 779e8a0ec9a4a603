import { recordEspOptOuts } from '../../src/consent/index.ts'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import {
  createEndpoint,
  listEndpoints,
  removeEndpoint,
  type Endpoint,
  type MessageType,
} from '../../src/webhooks/index.ts'
import { prepareGround, SENT_AT, take, type Ground } from '../ledger/world.ts'
import { outboxWorld, type OutboxWorld } from '../outbox/world.ts'
import { sendAll, type Got } from './receiver.ts'

/** A message as a receiver reads it. */
export interface Heard {
  id: string
  type: string
  timestamp: string
  data: Record<string, unknown>
}

export interface NewsWorld extends OutboxWorld {
  ground: Ground
  /** The same of another firm. */
  theirs: Ground
  listen(url: string, types: MessageType[]): Promise<{ endpoint: Endpoint; secret: string }>
  endpoint(): Promise<Endpoint>
  send(): Promise<void>
  /** An opt-out that an ESP told; answers its fact's number. */
  optOut(ground: Ground, address: string, topicGroup?: string): Promise<number>
  /** Nobody listens any more, and no news is left. */
  silence(): Promise<void>
}

export const event = (address: string, more: Partial<FeedbackEvent> = {}): FeedbackEvent => ({
  kind: 'open',
  activity: 'A1',
  address,
  occurredAt: SENT_AT + 60_000,
  ...more,
})

export const heard = (got: readonly Got[]): Heard[] =>
  got.map(({ headers, body }) => ({
    id: String(headers['webhook-id']),
    ...(JSON.parse(body) as Omit<Heard, 'id'>),
  }))

/** Two firms with campaigns, whose events and wishes webhooks are told of. */
export async function newsWorld(): Promise<NewsWorld> {
  const world = await outboxWorld()
  const { database, workspaceId, otherWorkspaceId } = world
  const ground = await prepareGround(database, workspaceId)
  const theirs = await prepareGround(database, otherWorkspaceId)
  const by = { workspaceId, actor: { id: 'u', name: 'Ada' } }
  const endpoints = () => database.inWorkspace(workspaceId, listEndpoints)
  let told = 0
  return {
    ...world,
    ground,
    theirs,
    listen: (url, types) => createEndpoint(world.homing, by, { url, types }),
    endpoint: async () => (await endpoints())[0]!,
    send: () => sendAll(world.homing, workspaceId),
    async optOut(of, address, topicGroup) {
      await take(of, [event(address, { kind: 'sent', occurredAt: SENT_AT })])
      return database.inWorkspace(of.workspaceId, async (tx) => {
        const { id: addressId } = await tx
          .selectFrom('address')
          .select('id')
          .where('canonical', '=', address)
          .executeTakeFirstOrThrow()
        told += 1
        await recordEspOptOuts(
          tx,
          of.workspaceId,
          [
            {
              addressId,
              occurredAt: SENT_AT + told,
              reason: 'Too many',
              connectionId: of.connectionId,
              campaignId: of.campaigns[0]!,
              cause: 'wish',
              naturalKey: `test:${of.workspaceId}:${told}`,
              ...(topicGroup !== undefined && { group: { kind: 'list', id: topicGroup } }),
            },
          ],
          SENT_AT,
        )
        const fact = await tx
          .selectFrom('consent_fact')
          .select('id')
          .orderBy('id', 'desc')
          .limit(1)
          .executeTakeFirstOrThrow()
        return fact.id
      })
    },
    async silence() {
      for (const { id } of await endpoints()) await removeEndpoint(world.homing, by, id)
      for (const of of [workspaceId, otherWorkspaceId]) {
        await database.inWorkspace(of, async (tx) => {
          await tx.deleteFrom('webhook_delivery').execute()
          await tx.deleteFrom('webhook_news').execute()
        })
      }
    },
  }
}
