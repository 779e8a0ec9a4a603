import { gzipSync } from 'node:zlib'
import { createKey, createUser } from '../../src/accounts/index.ts'
import { createPush } from '../../src/audience/index.ts'
import { createConnection } from '../../src/connections/index.ts'
import { createEndpoint } from '../../src/webhooks/index.ts'
import { sql } from '../database.ts'
import { PASSWORD, someone } from '../accounts/world.ts'
import type { TestHoming } from './homing.ts'

/** Stands in every name that is seeded: where another firm sees it, the fence has a hole. */
export const MARK = 'Marchmain'

export interface Seeds {
  personId: number
  mergeId: number
  addressId: number
  campaignId: number
  otherCampaignId: number
  connectionId: number
  fileId: number
  sourceId: number
  importId: number
  erasureId: number
  runId: number
  problemId: number
  group: string
  taskId: number
  receiptId: number
  eventId: string
  heldChangeId: number
  pushId: number
  organizationId: number
  alarmId: number
  topicId: number
  topicGroupId: number
  webhookId: number
  ruleId: number
  statedId: number
  listId: number
  viewId: number
  scheduleId: number
  dashboardId: number
  userId: string
  keyId: string
  analyst: string
}

/** One of everything that has an id in a route, in the test's own workspace. */
export async function seed(homing: TestHoming): Promise<Seeds> {
  const { workspaceId } = homing
  const by = someone(workspaceId)
  const email = `${MARK}@example.com`
  const user = await createUser(homing, by, {
    name: MARK,
    email,
    password: PASSWORD,
    role: 'viewer',
  })
  const { apiKey } = await createKey(homing, by, { name: MARK, role: 'viewer' })
  const connection = await createConnection(
    homing.homing,
    { workspaceId, id: 'test', name: 'Test' },
    { connector: 'constant-contact', name: MARK, settings: { clientId: MARK } },
  )
  const connectionId = connection.id
  const fileId = await insert(homing, 'feedback_file', {
    ...{ connection_id: connectionId, name: MARK, hash: Buffer.from('x'), bytes: 1 },
    ...{ mapping_version: 1, status: 'taken', brought_by: 'x', received_at: new Date() },
  })
  const sourceId = await insert(homing, 'file_source', {
    ...{ connection_id: connectionId, kind: 'folder', place: JSON.stringify({ path: '/nowhere' }) },
    ...{ pattern: MARK, every_minutes: 60, next_at: new Date('2100-01-01') },
  })
  await insert(homing, 'found_file', {
    ...{ source_id: sourceId, name: MARK, bytes: 1, status: 'settling' },
    ...{ still_since: new Date(), found_at: new Date(), seen_at: new Date() },
  })
  const personId = await insert(homing, 'person', { origin: 'user', name: MARK })
  const keptId = await insert(homing, 'person', { origin: 'user', name: MARK })
  const mergedId = await insert(homing, 'person', {
    origin: 'user',
    name: MARK,
    merged_into: keptId,
  })
  const mergeId = await insert(homing, 'person_merge', {
    kept_id: keptId,
    merged_id: mergedId,
    merged_at: new Date(homing.now()),
    merged_by: MARK,
    last_fact_id: 0,
  })
  const addressId = await insert(homing, 'address', { address: email, canonical: email })
  await homing.database.inWorkspace(workspaceId, (tx) =>
    sql`insert into person_address (workspace_id, person_id, address_id, is_primary)
        values (${workspaceId}, ${personId}, ${addressId}, true)`.execute(tx),
  )
  const campaignId = await insert(homing, 'campaign', {
    name: MARK,
    status: 'sent',
    sent_at: new Date(homing.now()),
  })
  const otherCampaignId = await insert(homing, 'campaign', {
    name: MARK,
    status: 'sent',
    sent_at: new Date(homing.now()),
  })
  await homing.database.inWorkspace(workspaceId, (tx) =>
    sql`insert into recipient (workspace_id, campaign_id, address_id, sent, first_sent_at,
          last_sent_at)
        values (${workspaceId}, ${campaignId}, ${addressId}, 1, now(), now())`.execute(tx),
  )
  await homing.database.inWorkspace(workspaceId, (tx) =>
    sql`insert into campaign_identity (workspace_id, connection_id, kind, external_id, campaign_id)
        values (${workspaceId}, ${connectionId}, 'campaign', ${MARK}, ${campaignId})`.execute(tx),
  )
  const importId = await insert(homing, 'import', { file_name: MARK, status: 'done' })
  const erasureId = await insert(homing, 'erasure', {
    person_id: 1,
    person_hash: Buffer.from(MARK),
    status: 'done',
    asked_by: MARK,
  })
  const runId = await insert(homing, 'run', {
    connection_id: connectionId,
    kinds: ['activities'],
    started_from: 'user',
    status: 'done',
    message: MARK,
  })
  const problemId = await insert(homing, 'problem', {
    connection_id: connectionId,
    cause: MARK,
    sentence: MARK,
    who_must_act: 'you',
    fingerprint: MARK,
  })
  const { rows } = await homing.database.inWorkspace(workspaceId, (tx) =>
    sql<{ group: string }>`
      select group_key as "group" from problem where id = ${problemId}`.execute(tx),
  )
  const { group } = rows[0]!
  const taskId = await insert(homing, 'task', {
    kind: 'ignore',
    title: MARK,
    ask: '{}',
    status: 'done',
    total: 1,
    started_by: MARK,
  })
  const receiptId = await insert(homing, 'receipt', {
    connection_id: connectionId,
    stream: 'events',
    activity: MARK,
    event_kind: 1,
    status: 'read',
    body: gzipSync(JSON.stringify({ tracking_activities: [{ contact_id: MARK }] })),
  })
  const eventId = await seedEvent(homing, { addressId, campaignId, receiptId })
  const heldChangeId = await insert(homing, 'account_read', {
    connection_id: connectionId,
    kind: 'lists',
    status: 'held',
    reasons: [MARK],
    counts: { adds: 0, changes: 0, removals: 1, joins: 0, leaves: 0 },
  })
  const alarmId = await insert(homing, 'alarm', {
    rule: 'grant_refused',
    subject: `connection:${connectionId}`,
    connection_id: connectionId,
    severity: 'broken',
    sentence: MARK,
    next_step: MARK,
    who_must_act: 'you',
    since: new Date(homing.now()),
  })
  await homing.database.inWorkspace(workspaceId, (tx) =>
    tx
      .insertInto('own_field')
      .values({
        workspace_id: workspaceId,
        key: 'seeded',
        label: MARK,
        kind: 'text',
        made_at: new Date(homing.now()),
      })
      .execute(),
  )
  const topicGroupId = await insert(homing, 'topic_group', { name: MARK })
  const topicId = await insert(homing, 'topic', { name: MARK, group_id: topicGroupId })
  await homing.database.inWorkspace(workspaceId, async (tx) => {
    await tx
      .insertInto('topic_mapping')
      .values({
        workspace_id: workspaceId,
        connection_id: connectionId,
        kind: 'list',
        external_id: MARK,
        topic_id: topicId,
        name: MARK,
        former_name: MARK,
      })
      .execute()
    await tx
      .insertInto('seed_address')
      .values({ workspace_id: workspaceId, address_id: addressId, note: MARK })
      .execute()
  })
  const { endpoint } = await createEndpoint(
    homing.homing,
    { workspaceId, actor: by },
    { name: MARK, url: 'https://listener.example.com/hook' },
  )
  const { id: userId } = user
  const keyId = apiKey.id
  return {
    personId,
    mergeId,
    addressId,
    campaignId,
    otherCampaignId,
    connectionId,
    fileId,
    sourceId,
    importId,
    erasureId,
    runId,
    problemId,
    group,
    taskId,
    receiptId,
    eventId,
    heldChangeId,
    ...(await seedPush(homing, connectionId)),
    alarmId,
    topicId,
    topicGroupId,
    webhookId: endpoint.id,
    ...(await seedInterests(homing, personId)),
    listId: await seedList(homing, personId),
    viewId: await seedView(homing),
    dashboardId: await insert(homing, 'dashboard', {
      ...{ name: MARK, tiles: '[]', owner_id: MARK, owner: MARK, seen_by: 'everybody' },
      ...{ created_at: new Date(), updated_at: new Date() },
    }),
    scheduleId: await insert(homing, 'view_schedule', {
      ...{ view_id: 'who-opted-out', format: 'csv', every: 'day', at_hour: 7, skips_empty: true },
      ...{ owner_id: MARK, owner: MARK, next_at: new Date('2100-01-01'), created_at: new Date() },
    }),
    userId,
    keyId,
    analyst: await seedAnalyst(homing),
  }
}

async function seedPush(homing: TestHoming, connectionId: number) {
  const { workspaceId } = homing
  const organizationId = await insert(homing, 'organization', { kind: 'company', name: MARK })
  await insert(homing, 'list', { connection_id: connectionId, external_id: MARK, name: MARK })
  const { pushId } = await homing.database.inWorkspace(workspaceId, async (tx) => {
    const by = { workspaceId, id: 'test', name: MARK }
    const begun = { connectionId, cause: 'selection' as const, by, now: homing.now() }
    return createPush(tx, homing.homing.connectors, begun)
  })
  return { pushId, organizationId }
}

async function seedInterests(homing: TestHoming, personId: number) {
  const ruleId = await insert(homing, 'click_rule', {
    name: MARK,
    host: MARK,
    version: 1,
    created_by: MARK,
  })
  await homing.database.inWorkspace(homing.workspaceId, (tx) =>
    sql`insert into click_outcome (workspace_id, rule_id, place, kind, name)
      values (${homing.workspaceId}, ${ruleId}, 0, 'tag', ${MARK})`.execute(tx),
  )
  const interestId = await insert(homing, 'interest', { code: 'LAW', name: MARK })
  const statedId = await insert(homing, 'person_interest', {
    person_id: personId,
    interest_id: interestId,
    points: 10,
    source: 'user',
    stated_by: MARK,
    stated_at: new Date(homing.now()),
  })
  return { ruleId, statedId }
}

/** One whose login no server has, as after a restore elsewhere: removing it asks no server. */
async function seedAnalyst(homing: TestHoming): Promise<string> {
  const name = MARK.toLowerCase()
  await homing.database.inWorkspace(homing.workspaceId, (tx) =>
    sql`insert into analyst (workspace_id, name, login, database, role, created_by, created_at)
      values (${homing.workspaceId}, ${name}, ${`${name}_nowhere`}, 'nowhere', 'viewer', ${MARK},
        ${new Date(homing.now())})`.execute(tx),
  )
  return name
}

/** A view that everybody sees. */
async function seedView(homing: TestHoming): Promise<number> {
  const definition = { version: 1, subject: 'people', columns: ['person'] }
  return insert(homing, 'saved_view', {
    ...{ name: MARK, definition: JSON.stringify(definition), seen_by: 'everybody' },
    ...{ owner_id: MARK, owner: MARK, created_at: new Date(), updated_at: new Date() },
  })
}

/** A list the person is on. */
async function seedList(homing: TestHoming, personId: number): Promise<number> {
  const listId = await insert(homing, 'person_list', {
    name: MARK,
    kind: 'static',
    created_by: MARK,
  })
  await homing.database.inWorkspace(homing.workspaceId, (tx) =>
    sql`insert into person_list_member (workspace_id, person_list_id, person_id, added_by)
      values (${homing.workspaceId}, ${listId}, ${personId}, ${MARK})`.execute(tx),
  )
  return listId
}

/** One send at the first of May; answers its id. */
async function seedEvent(
  homing: TestHoming,
  of: { addressId: number; campaignId: number; receiptId: number },
): Promise<string> {
  const at = Date.UTC(2026, 4, 1)
  await homing.database.inWorkspace(homing.workspaceId, async (tx) => {
    const moment = new Date(at)
    await sql`select ensure_event_months(${moment}, ${moment})`.execute(tx)
    await sql`
      insert into event (occurred_at, key, workspace_id, address_id, campaign_id, receipt_id, kind)
      values (${moment}, 7, ${homing.workspaceId}, ${of.addressId}, ${of.campaignId},
        ${of.receiptId}, 1)`.execute(tx)
  })
  return `${at * 1000}_7_${of.addressId}`
}

async function insert(homing: TestHoming, table: string, values: Record<string, unknown>) {
  const all = { workspace_id: homing.workspaceId, ...values }
  const columns = Object.keys(all).map((name) => sql.ref(name))
  const { rows } = await homing.database.inWorkspace(homing.workspaceId, (tx) =>
    sql<{ id: number }>`insert into ${sql.table(table)} (${sql.join(columns)})
      values (${sql.join(Object.values(all))}) returning id`.execute(tx),
  )
  return rows[0]!.id
}
