import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lawFirm, startSandbox, vendors, type Sandbox } from '../../../sandbox/index.ts'
import {
  choosePersons,
  chooseRemoval,
  createPush,
  makeList,
  personsOf,
  planPush,
  startPush,
  type PushOf,
} from '../../../src/audience/index.ts'
import { createConnection } from '../../../src/connections/index.ts'
import { connectors, type Connector } from '../../../src/connectors/index.ts'
import { recordOptOut } from '../../../src/consent/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { carryOut, pushConnection, startRun } from '../../../src/sync/index.ts'
import { makeWorld, type World } from '../../connections/world.ts'
import { sql } from '../../database.ts'

const SIZE = { companies: 12, households: 6, unattached: 4 }
const TURNS_MAX = 20
const WRITES = /set_relationship|\/link(\/|$)|composite\/sobjects/

interface Crm {
  settings: Record<string, string>
  /** Records on a list as the CRM has it, past its API. */
  onIt(url: string, list: string): Promise<string[]>
  /** How its users name whom they put on a list. */
  link: string
}

const json = async (url: string) => (await fetch(url)).json()

interface Held extends Record<'contacts' | 'leads' | 'prospects', string[]> {
  id: string
}

async function onTargetList(url: string, list: string): Promise<string[]> {
  const lists = (await json(`${url}/_sandbox/crm/lists`)) as Held[]
  const { contacts, leads, prospects } = lists.find(({ id }) => id === list)!
  return [...contacts, ...leads, ...prospects]
}

type Member = { CampaignId: string; ContactId?: string; LeadId?: string; IsDeleted: boolean }

async function inCampaign(url: string, list: string): Promise<string[]> {
  const members = (await json(`${url}/_sandbox/crm/records/CampaignMember`)) as Member[]
  const live = members.filter((one) => one.CampaignId === list && !one.IsDeleted)
  return live.map(({ ContactId, LeadId }) => (ContactId ?? LeadId)!)
}

const { clientId, clientSecret } = vendors.salesforce.client
const CRMS: Record<'suitecrm' | 'sugarcrm' | 'salesforce', Crm> = {
  suitecrm: { settings: vendors.suitecrm.login, onIt: onTargetList, link: 'contacts' },
  sugarcrm: { settings: vendors.sugarcrm.login, onIt: onTargetList, link: 'contacts' },
  salesforce: { settings: { clientId, clientSecret }, onIt: inCampaign, link: 'members' },
}

describe.each(['suitecrm', 'sugarcrm', 'salesforce'] as const)('lists of %s', (id) => {
  const crm = CRMS[id]
  let world: World
  let sandbox: Sandbox
  let http: Http
  let connectionId: number
  let listId: number
  let external: string

  beforeAll(async () => {
    world = await makeWorld()
    sandbox = await startSandbox({ esp: id, world: lawFirm(3, SIZE), enforceLimits: false })
    http = createHttp({ allowPrivate: [new URL(sandbox.url).host] })
    const pace = { budget: id, perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }
    const connector = connectors.find((one) => one.id === id)!
    Object.assign(world.homing, {
      http,
      connectors: [{ ...connector, pace: () => pace } satisfies Connector],
      jobs: { enqueue: async () => undefined },
      sleep: async () => undefined,
    })
    const settings = { siteUrl: sandbox.url, ...crm.settings }
    const asked = { connector: id, settings }
    connectionId = (await createConnection(world.homing, world.by, asked)).id
    await sync(['people', 'opt_outs', 'lists', 'contacts'])
    const made = await makeList(world.homing, {
      connectionId,
      name: 'Opened: Spring',
      by: world.by,
    })
    listId = made.id
    external = made.externalId
  }, 240_000)
  afterAll(async () => {
    http.close()
    await sandbox.close()
    await world.close()
  })

  async function sync(kinds: ('people' | 'opt_outs' | 'lists' | 'contacts')[]) {
    const { workspaceId } = world.by
    const ask = { workspaceId, connectionId, campaignId: null, by: null, from: 'user' as const }
    const run = await startRun(world.homing, { ...ask, kinds })
    await carryOut(world.homing, workspaceId, run.id)
  }

  const inTx = <T>(work: (tx: Tx) => Promise<T>) =>
    world.test.database.inWorkspace(world.by.workspaceId, work)

  async function rowsOf<Row>(statement: ReturnType<typeof sql<Row>>): Promise<Row[]> {
    return inTx(async (tx) => (await statement.execute(tx)).rows)
  }

  /** Plans, starts and works off a push, as a process would; answers what became of each. */
  async function push(
    choose: (tx: Tx, of: PushOf) => Promise<unknown>,
    more: { cause?: 'selection' | 'memberships'; isExact?: boolean } = {},
  ) {
    const { by, homing } = world
    const steering = (of: PushOf) => ({ ...of, by, now: homing.now() })
    const of = await inTx(async (tx) => {
      const ask = { connectionId, by, now: homing.now(), cause: 'selection' as const, ...more }
      const made = await createPush(tx, homing.connectors, ask)
      await choose(tx, made)
      await planPush(tx, steering(made))
      return made
    })
    const work = () => pushConnection(homing, { workspaceId: by.workspaceId, connectionId })
    await work()
    await inTx((tx) => startPush(tx, steering(of)))
    for (let turn = 0; turn < TURNS_MAX; turn++) {
      await work()
      const [{ status }] = (await rowsOf(sql<{ status: string }>`
        select status from push where id = ${of.pushId}`)) as [{ status: string }]
      if (status === 'done' || status === 'failed') break
      world.later(61_000)
    }
    return rowsOf(sql<{ personId: number; verb: string; status: string; reason: string }>`
      select person_id as "personId", verb, status, reason from push_item
      where push_id = ${of.pushId} order by verb, person_id`)
  }

  const adding = (personIds: number[], more = {}) =>
    push((tx, of) => choosePersons(tx, of, { listId, persons: personsOf(personIds) }), more)

  interface Known {
    personId: number
    addressId: number
    address: string
    records: string[]
  }

  /** People who may be written to, each with the CRM's records of theirs. */
  const known = () =>
    rowsOf(sql<Known>`
      select p.person_id as "personId", a.id as "addressId", a.canonical as address,
        array_agg(c.external_id order by c.module, c.external_id) as records
      from contact k join address a on a.id = k.address_id and a.is_valid
      join person_address p on p.address_id = a.id and p.ended_at is null and p.is_primary
      join crm_record c on c.person_id = p.person_id and c.module not in ('Accounts', 'Account')
      where k.connection_id = ${connectionId} and k.gone_at is null and k.permission = 'ok'
        and not exists (select from consent_fact f where f.address_id = a.id)
        and not exists (select from list_member m where m.list_id = ${listId}
          and m.address_id = a.id and m.gone_at is null)
        and (select count(*) from person_address o where o.address_id = a.id) = 1
      group by p.person_id, a.id, a.canonical order by p.person_id`)

  const onIt = async () => (await crm.onIt(sandbox.url, external)).sort()

  /** A user of the CRM puts somebody on the list there. */
  async function byHand(recordId: string) {
    const url = `${sandbox.url}/_sandbox/crm/lists/${external}/${crm.link}/${recordId}`
    expect((await fetch(url, { method: 'PUT' })).status).toBe(204)
  }

  const writes = () =>
    sandbox.requests.filter(
      ({ method, path, body }) =>
        method !== 'GET' && WRITES.test(`${path} ${JSON.stringify(body)}`),
    ).length

  test('hold whom Homing put on, take off those alone, and are asked nothing twice', async () => {
    const [one, two, three, out, user, ...others] = (await known()) as [
      Known,
      Known,
      Known,
      Known,
      Known,
      ...Known[],
    ]
    const several = others.find(({ records }) => records.length > 1)
    const [stranger] = await rowsOf(sql<{ id: number }>`
      insert into person (workspace_id, origin, name)
      values (${world.by.workspaceId}, 'user', 'A Stranger') returning id`)
    await inTx(async (tx) => {
      const { workspaceId } = world.by
      const { rows } = await sql<{ id: number }>`
        insert into address (workspace_id, address, canonical, kind)
        values (${workspaceId}, 'stranger@example.org', 'stranger@example.org', 'email')
        returning id`.execute(tx)
      await sql`insert into person_address (workspace_id, person_id, address_id, is_primary)
        values (${workspaceId}, ${stranger!.id}, ${rows[0]!.id}, true)`.execute(tx)
      const { personId } = out
      const said = { workspaceId, personId, actor: world.by, now: world.homing.now() }
      await recordOptOut(tx, said, { reason: 'said so', evidence: 'call' })
    })

    const chosen = [one, two, three, ...(several ? [several] : [])]
    const asked = [...chosen.map((who) => who.personId), out.personId, stranger!.id]
    const added = await adding(asked)
    const fateOf = (personId: number) => added.find((item) => item.personId === personId)!
    for (const { personId } of chosen) expect(fateOf(personId)).toMatchObject({ status: 'done' })
    expect(fateOf(out.personId)).toMatchObject({ status: 'skipped', reason: 'opted_out' })
    expect(fateOf(stranger!.id)).toMatchObject({ status: 'skipped', reason: 'no_record' })
    // One record each, whoever has several.
    expect(await onIt()).toEqual(chosen.map(({ records }) => records[0]!).sort())

    const before = writes()
    const again = await adding(chosen.map((who) => who.personId))
    expect(new Set(again.map((item) => item.reason))).toEqual(new Set(['already_there']))
    expect(writes()).toBe(before)

    await byHand(user.records[0]!)
    await sync(['lists', 'contacts'])
    expect(writes()).toBe(before)
    const removal = await push(
      (tx, of) => chooseRemoval(tx, of, { listId, addressId: user.addressId }),
      { cause: 'memberships' },
    )
    expect(removal).toMatchObject([{ verb: 'remove', status: 'skipped', reason: 'not_ours' }])

    const exact = await adding([one.personId], { isExact: true })
    const gone = exact.filter((item) => item.verb === 'remove')
    expect(gone).toHaveLength(chosen.length - 1)
    expect(new Set(gone.map((item) => item.status))).toEqual(new Set(['done']))
    expect(await onIt()).toEqual([one.records[0]!, user.records[0]!].sort())
  }, 240_000)
})
