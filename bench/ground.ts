import { sql } from 'kysely'
import { rememberCampaign } from '../src/campaigns/index.ts'
import { identifyAddresses } from '../src/people/index.ts'
import type { Database } from '../src/platform/database/index.ts'
import { activityOf, addressOf, CAMPAIGNS, KNOWN_ADDRESSES, sentAtOf } from './world.ts'

/** Where a world's events go: a workspace with a connection and its campaigns. */
export interface Ground {
  database: Database
  workspaceId: number
  connectionId: number
  campaignIds: number[]
}

const PORTION = 20_000

/** Makes the workspace, its campaigns, and the people who are known before any feedback comes. */
export async function prepareGround(database: Database): Promise<Ground> {
  const workspaceId = await makeWorkspace(database)
  const ground = await database.inWorkspace(workspaceId, async (tx) => {
    const { id: connectionId } = await tx
      .insertInto('connection')
      .values({ workspace_id: workspaceId, connector: 'bench', name: 'Bench', status: 'active' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const campaignIds = []
    for (let number = 0; number < CAMPAIGNS; number += 1) {
      campaignIds.push(
        await rememberCampaign(tx, workspaceId, connectionId, {
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
        }),
      )
    }
    return { database, workspaceId, connectionId, campaignIds }
  })
  for (let from = 0; from < KNOWN_ADDRESSES; from += PORTION) {
    const known = Array.from({ length: PORTION }, (_, place) => addressOf(from + place))
    await database.inWorkspace(workspaceId, (tx) =>
      identifyAddresses(tx, workspaceId, new Map(known.map((address) => [address, { address }]))),
    )
  }
  return ground
}

/** A receipt for a batch to come from. */
export async function makeReceipt({ database, workspaceId, connectionId }: Ground) {
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
    const { rows } = await sql<{ id: number; connection_id: number }>`
      select c.id, i.connection_id from campaign c
      join campaign_identity i on i.campaign_id = c.id and i.kind = 'campaign'
      order by c.id`.execute(tx)
    const campaignIds = rows.map((row) => row.id)
    return { database, workspaceId, connectionId: rows[0]!.connection_id, campaignIds }
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
