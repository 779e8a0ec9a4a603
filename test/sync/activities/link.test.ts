import { afterAll, beforeEach, beforeAll, expect, test } from 'vitest'
import type { ActivityKind, FeedbackEvent } from '../../../src/connectors/index.ts'
import {
  campaignInCrms,
  campaignsTold,
  findCampaignsThere,
  linkCampaign,
} from '../../../src/sync/index.ts'
import { sql } from '../../database.ts'
import { SENT_AT } from '../../ledger/world.ts'
import { activitiesWorld, type ActivitiesWorld } from './world.ts'

const HOUR = 3_600_000

let world: ActivitiesWorld
beforeAll(async () => {
  world = await activitiesWorld()
  await world.know('P1', 'P2')
})
afterAll(() => world.close())

const at = (kind: ActivityKind, id: string, hours: number): FeedbackEvent => ({
  kind,
  address: `${id.toLowerCase()}@example.com`,
  occurredAt: SENT_AT + hours * HOUR,
  activity: 'A1',
})

const asked = () => ({ by: world.by, connectionId: world.crmId })
const campaignId = () => world.ground.campaigns[0]!
const link = (remoteId: string | null, isAgain = false) =>
  linkCampaign(world.homing, asked(), { campaignId: campaignId(), remoteId, isAgain })
const here = async () => {
  const of = { workspaceId: world.by.workspaceId, campaignId: campaignId() }
  const [one] = await world.inTx((tx) => campaignInCrms(tx, world.homing, of))
  return one!
}

beforeEach(() => {
  world.crm.has('own-1', 'Spring fair')
  world.crm.has('own-2', 'Spring fair, the second')
})

test('campaigns are found by words in their names, and one that is not there cannot be chosen', async () => {
  const find = (words: string) => findCampaignsThere(world.homing, asked(), words)
  expect((await find('fair, the')).items.map(({ id }) => id)).toEqual(['own-2'])
  for (let n = 0; n < 40; n++) world.crm.has(`many-${n}`, `Many ${n}`)
  const many = await find(' Many ')
  expect(many.items).toHaveLength(25)
  expect(many.hasMore).toBe(true)
  await expect(link('nowhere')).rejects.toThrow('no such campaign')
})

test('before its sending a choice costs nothing, and can be taken back', async () => {
  expect(await here()).toMatchObject({ canChoose: true, status: 'none', isLinked: false })
  expect(await link('own-2')).toMatchObject({ isLinked: true, linkName: 'Spring fair, the second' })
  expect(await link(null)).toMatchObject({
    isLinked: false,
    remoteId: '',
    linkName: '',
    stays: null,
  })
  expect(await link('own-1')).toMatchObject({ isLinked: true, remoteId: 'own-1', status: 'none' })
  world.crm.calls.length = 0
  await world.tell()
  expect(world.crm.calls).toEqual([])
  const place = { workspaceId: world.by.workspaceId, connectionId: world.crmId }
  const { items } = await world.inTx((tx) => campaignsTold(tx, place, { limit: 10 }))
  expect(items).toEqual([])
})

test('once it is sent, the one that was chosen is told, and none is made or changed', async () => {
  const before = world.crm.campaigns.size
  await world.happen(at('sent', 'P1', 0), at('open', 'P1', 2), at('sent', 'P2', 0))
  await world.tell()
  expect(world.crm.told('Spring fair')).toEqual(['P1 open x1', 'P1 sent x1', 'P2 sent x1'])
  expect(world.crm.campaigns.size).toBe(before)
  expect(world.crm.totals).toEqual({})
  await world.inTx((tx) =>
    tx.updateTable('campaign').set({ name: 'Renamed' }).where('id', '=', campaignId()).execute(),
  )
  world.crm.calls.length = 0
  await world.tell()
  expect(world.crm.calls).toEqual([])
})

test('then another is told everything, only if somebody says so; what was told stays', async () => {
  await expect(link('own-2')).rejects.toThrow('with what 2 recipients did')
  expect(await here()).toMatchObject({ remoteId: 'own-1', told: 2 })
  expect((await here()).stays).toContain('Nothing is taken back')
  await link('own-2', true)
  await world.tell()
  const all = ['P1 open x1', 'P1 sent x1', 'P2 sent x1']
  expect(world.crm.told('Spring fair')).toEqual(all)
  expect(world.crm.told('Spring fair, the second')).toEqual(all)
  await world.happen(at('open', 'P2', 3))
  await world.tell()
  expect(world.crm.told('Spring fair')).toEqual(all)
  expect(world.crm.told('Spring fair, the second')).toContain('P2 open x1')
})

test('the first, chosen again, gets what it lacks, and nothing twice', async () => {
  await link('own-1', true)
  await world.tell()
  expect(world.crm.told('Spring fair')).toEqual(world.crm.told('Spring fair, the second'))
  const counted = await here()
  expect(counted).toMatchObject({ told: 2, status: 'open', remoteId: 'own-1' })
  await link(null, true)
  await world.tell()
  expect(world.crm.told('Renamed')).toEqual(world.crm.told('Spring fair'))
})

test('a choice that is made while the other is being told is not overwritten by it', async () => {
  await world.happen(at('click', 'P1', 5))
  const part = world.homing.connectors.find(({ id }) => id === 'memory-crm')!.activities!
  const { tell } = part
  part.tell = async (...given) => {
    part.tell = tell
    await link('own-2', true)
    return tell(...given)
  }
  await world.tell()
  await world.tell()
  expect(await here()).toMatchObject({ remoteId: 'own-2', isLinked: true, status: 'open', told: 2 })
  expect(world.crm.told('Spring fair, the second')).toContain('P1 click x1')
})

test('a campaign names the lists of the CRM that its segments are made of, and no others', async () => {
  const { workspaceId } = world.by
  const campaignId = world.ground.campaigns[1]!
  await world.inTx(async (tx) => {
    const listOf = async (connectionId: number, externalId: string) => {
      const row = {
        workspace_id: workspaceId,
        connection_id: connectionId,
        external_id: externalId,
      }
      const { id } = await tx
        .insertInto('list')
        .values(row)
        .returning('id')
        .executeTakeFirstOrThrow()
      return id
    }
    const segmentOf = async (name: string, where: unknown) => {
      const definition = JSON.stringify({ version: 1, where })
      const row = { workspace_id: workspaceId, name, kind: 'segment' as const, definition }
      const { id } = await tx
        .insertInto('person_list')
        .values({ ...row, created_by: 'Ada' })
        .returning('id')
        .executeTakeFirstOrThrow()
      return id
    }
    const theirs = await listOf(world.crmId, 'target-list')
    const nested = await listOf(world.crmId, 'nested-list')
    const kept = await listOf(world.crmId, 'left-out')
    const esp = await listOf(world.ground.connectionId, 'of-the-esp')
    const within = await segmentOf('Within', { about: 'esp_list', listIds: [nested] })
    const whole = await segmentOf('Whole', {
      all: [
        {
          any: [
            { about: 'esp_list', listIds: [theirs, esp] },
            { about: 'list', listIds: [within] },
          ],
        },
        { not: { about: 'esp_list', listIds: [kept] } },
      ],
    })
    const whom = JSON.stringify({ lists: [whole], without: [], topicId: null })
    await tx
      .insertInto('campaign_draft')
      .values({
        workspace_id: workspaceId,
        campaign_id: campaignId,
        whom,
        made_by: 'Ada',
        changed_by: 'Ada',
      })
      .execute()
  })
  await world.happen({ ...at('sent', 'P1', 0), activity: 'A2' })
  world.crm.faults.length = 0
  world.crm.calls.length = 0
  await world.tell()
  const { rows } = await world.inTx((tx) =>
    sql<{ id: string }>`
      select external_id as id from told_campaign where campaign_id = ${campaignId}`.execute(tx),
  )
  expect(world.crm.lists.get(rows[0]!.id)).toEqual(['target-list', 'nested-list'])
  expect(world.crm.calls.filter((call) => call === 'lists')).toHaveLength(1)
})
