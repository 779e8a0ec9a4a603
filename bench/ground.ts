import { rememberCampaign } from '../src/campaigns/index.ts'
import type { RemoteCampaignDetail } from '../src/connectors/index.ts'
import { ensureCampaignMonths } from '../src/ledger/index.ts'
import { identifyAddresses } from '../src/people/index.ts'
import type { Database, Tx } from '../src/platform/database/index.ts'
import { activityOf, addressOf, CAMPAIGNS, KNOWN_ADDRESSES, sentAtOf } from './world.ts'

/** Where a world's events go: a workspace with a connection a lane, and their campaigns. */
export interface Ground {
  database: Database
  workspaceId: number
  connectionIds: number[]
  campaignIds: number[]
}

const PORTION = 20_000

/** Makes the workspace, its campaigns, and the people who are known before any feedback comes. */
export async function prepareGround(database: Database, lanes: number): Promise<Ground> {
  const workspaceId = await makeWorkspace(database)
  const ground = await database.inWorkspace(workspaceId, async (tx) => {
    const connectionIds = []
    for (let lane = 0; lane < lanes; lane += 1) {
      connectionIds.push(await makeConnection(tx, workspaceId, `Bench ${lane}`))
    }
    const campaignIds = []
    for (let number = 0; number < CAMPAIGNS; number += 1) {
      const connectionId = connectionIds[number % lanes]!
      campaignIds.push(await rememberCampaign(tx, workspaceId, connectionId, campaignOf(number)))
      await ensureCampaignMonths(tx, sentAtOf(number), Date.now())
    }
    return { database, workspaceId, connectionIds, campaignIds }
  })
  for (let from = 0; from < KNOWN_ADDRESSES; from += PORTION) {
    const known = Array.from({ length: PORTION }, (_, place) => addressOf(from + place))
    await database.inWorkspace(workspaceId, (tx) =>
      identifyAddresses(tx, workspaceId, new Map(known.map((address) => [address, { address }]))),
    )
  }
  return ground
}

async function makeConnection(tx: Tx, workspaceId: number, name: string): Promise<number> {
  const { id } = await tx
    .insertInto('connection')
    .values({ workspace_id: workspaceId, connector: 'bench', name, status: 'active' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

function campaignOf(number: number): RemoteCampaignDetail {
  return {
    id: `campaign-${number}`,
    name: `Letter ${number}`,
    subject: `News ${number}`,
    status: 'sent',
    updatedAt: null,
    createdAt: null,
    fromName: 'Example & Partners',
    fromAddress: 'news@example.com',
    sentAt: sentAtOf(number),
    activities: [{ id: activityOf(number), role: 'primary_email' }],
  }
}

/** A receipt for a batch to come from. */
export async function makeReceipt(
  { database, workspaceId }: Ground,
  connectionId: number,
): Promise<number> {
  const { id } = await database.inWorkspace(workspaceId, (tx) =>
    tx
      .insertInto('receipt')
      .values({
        workspace_id: workspaceId,
        connection_id: connectionId,
        stream: 'events',
        body: Buffer.from(''),
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return id
}

/** The only workspace of a world's database, with its campaigns, as prepareGround left it. */
export async function findGround(database: Database): Promise<Ground> {
  const workspaceId = 1
  return database.inWorkspace(workspaceId, async (tx) => {
    const rows = async (table: 'campaign' | 'connection') =>
      (await tx.selectFrom(table).select('id').orderBy('id').execute()).map((row) => row.id)
    const connectionIds = await rows('connection')
    return { database, workspaceId, connectionIds, campaignIds: await rows('campaign') }
  })
}

async function makeWorkspace(database: Database): Promise<number> {
  const owner = await database.engine.lendAsOwner()
  try {
    const { rows } = await owner.query<{ id: number }>(
      `insert into workspace (name) values ('Bench') returning id`,
    )
    return rows[0]!.id
  } finally {
    owner.release()
  }
}
