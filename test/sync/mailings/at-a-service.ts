import type { SandboxOptions } from '../../../sandbox/index.ts'
import { readLists } from '../../../src/connections/index.ts'
import type { DraftWords } from '../../../src/campaigns/index.ts'
import { PAST_MS, serviceWorld, type Service, type ServiceWorld } from '../service-world.ts'
import { LETTER, stepsOf, type MailingSteps } from './world.ts'

/** A firm that sends at a service; each test has campaigns of its own name. */
export interface MailingsAtAService extends ServiceWorld, MailingSteps {
  /** What campaigns are called from now on. */
  begin(): string
  /** A campaign of that name, made there. */
  made(more?: DraftWords): Promise<number>
  /** Told there as it is now. */
  changed(campaignId: number, words: DraftWords): Promise<void>
  /** Wished, and looked at until its lists were read between two looks. */
  scheduled(campaignId: number, at: number | 'now'): Promise<void>
  identities(campaignId: number): Promise<{ kind: string; external_id: string; role: string }[]>
  /** How many events of it came home. */
  events(campaignId: number): Promise<number>
  /** The campaigns of that name, as they are kept here. */
  kept(): Promise<{ id: number; name: string }[]>
}

const SMALL = { companies: 6, households: 4, unattached: 3 }
const LOOKS = 10

/** A service with lists and people that were read; words are what its campaigns say. */
export async function mailingsAt(
  service: Service,
  words: DraftWords = LETTER,
  more: SandboxOptions = {},
): Promise<MailingsAtAService> {
  const world = await serviceWorld(service, SMALL, more)
  const { homing, by, connectionId, inTx } = world
  world.sandbox.clock.advance(PAST_MS)
  await world.sync()
  const [list] = await readLists(homing, { ...by, connectionId })
  const to = [{ id: list!.id, name: list!.name }]
  const steps = stepsOf(world, { ...words, connectionId, lists: to })
  let name = ''
  let count = 0
  return {
    ...world,
    ...steps,
    begin: () => (name = `Letter no. ${++count}, so it is`),
    async made(more) {
      const id = await steps.make(name, more)
      await steps.draft(id)
      return id
    },
    async changed(campaignId, words) {
      await steps.change(campaignId, words)
      await steps.draft(campaignId)
    },
    async scheduled(campaignId, at) {
      await steps.schedule(campaignId, at)
      for (let look = 1; look < LOOKS; look++) await steps.work(campaignId)
    },
    identities: (campaignId) =>
      inTx((tx) =>
        tx
          .selectFrom('campaign_identity')
          .select(['kind', 'external_id', 'role'])
          .where('campaign_id', '=', campaignId)
          .orderBy('external_id')
          .orderBy('kind', 'desc')
          .execute(),
      ),
    async events(campaignId) {
      const events = await inTx((tx) =>
        tx.selectFrom('event').select('key').where('campaign_id', '=', campaignId).execute(),
      )
      return events.length
    },
    kept: () =>
      inTx((tx) =>
        tx
          .selectFrom('campaign')
          .select(['id', 'name'])
          .where('name', 'like', `${name}%`)
          .execute(),
      ),
  }
}
