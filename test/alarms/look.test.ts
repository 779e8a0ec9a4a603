import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createUser } from '../../src/accounts/index.ts'
import {
  choose,
  countAlarms,
  listAlarms,
  look,
  showCampaignFreshness,
  showFreshness,
  showRetention,
  silenceAlarm,
  type AlarmState,
} from '../../src/alarms/index.ts'
import { createConnection } from '../../src/connections/index.ts'
import { recordConsent } from '../../src/consent/index.ts'
import { createEndpoint } from '../../src/webhooks/index.ts'
import { PASSWORD, someone } from '../accounts/world.ts'
import { outboxWorld, START, type OutboxWorld } from '../outbox/world.ts'
import { sql } from '../database.ts'
import { DAY, HOUR, MINUTE } from './facts.ts'

let world: OutboxWorld
let connectionId: number

beforeAll(async () => {
  world = await outboxWorld()
  world.homing.mail = {
    from: 'homing@example.com',
    send: async () => undefined,
    close: () => undefined,
  }
})
beforeEach(async () => {
  await world.empty()
  const by = { workspaceId: world.workspaceId, id: 'u', name: 'Ada' }
  const settings = { clientId: 'client', accessToken: 'a', refreshToken: 'r' }
  connectionId = (
    await createConnection(world.homing, by, { connector: 'constant-contact', settings })
  ).id
  await sync()
})
afterAll(() => world.close())

const inside = <T>(work: Parameters<typeof world.database.inWorkspace<T>>[1]) =>
  world.database.inWorkspace(world.workspaceId, work)
const lookNow = () => inside((tx) => look(tx, world.homing, world.workspaceId))
const alarms = async (state: AlarmState = 'open') =>
  (await inside((tx) => listAlarms(tx, { state, limit: 50 }, world.homing.now()))).items
const told = async () =>
  (await world.rows<{ type: string }>('select type from webhook_delivery order by id')).map(
    ({ type }) => type,
  )
const mails = () =>
  world.rows<{ subject: string; body: string; kind: string }>(
    'select subject, body, kind from mail order by id',
  )
const iso = (at: number) => new Date(at).toISOString()

/** As a run of everything leaves it: read now, due in half an hour. */
async function sync() {
  const now = world.homing.now()
  await world.rows(`update connection set status = 'active', last_pull_at = '${iso(now)}'`)
  await world.rows(`update sync_schedule set next_at = '${iso(now + 30 * MINUTE)}'`)
}
const lose = () => world.rows(`update connection set status = 'needs_reauthorisation'`)
const minutes = async (count: number) => {
  for (let minute = 0; minute < count; minute += 10) {
    world.later(10 * MINUTE)
    if (
      (await world.rows<{ status: string }>('select status from connection'))[0]!.status
      === 'active'
    )
      await sync()
    await lookNow()
  }
}

async function aCampaign(of: { ageMs: number; asOf?: number | null; name?: string; esp?: number }) {
  const now = world.homing.now()
  const asOf = of.asOf === undefined ? now : of.asOf
  const { ageMs, name = 'Spring client letter', esp } = of
  const [row] = await world.rows<{ id: number }>(`
    insert into campaign (workspace_id, name, status, sent_at, as_of, esp_totals)
    values (${world.workspaceId}, '${name}', 'sent', '${iso(now - ageMs)}',
      ${asOf === null ? 'null' : `'${iso(asOf)}'`},
      ${esp === undefined ? 'null' : `'{"sent": ${esp}}'`}) returning id`)
  await world.rows(`insert into campaign_identity
    (workspace_id, connection_id, kind, external_id, campaign_id)
    values (${world.workspaceId}, ${connectionId}, 'campaign', 'c${row!.id}', ${row!.id})`)
  return row!.id
}

/** Sends at once, reactions an hour later, as the ledger counts them by the hour. */
async function counted(campaignId: number, of: { sent: number; opens: number; ageMs: number }) {
  const sentAt = world.homing.now() - of.ageMs
  for (const [kind, events, at] of [
    [1, of.sent, sentAt],
    [3, of.opens, sentAt + HOUR],
  ] as const) {
    if (events === 0) continue
    await world.rows(`insert into campaign_hour (workspace_id, campaign_id, kind, hour, events)
      values (${world.workspaceId}, ${campaignId}, ${kind}, date_trunc('hour', '${iso(at)}'::timestamptz), ${events})`)
    await world.rows(`insert into campaign_count (workspace_id, campaign_id, kind, people, events, last_at)
      values (${world.workspaceId}, ${campaignId}, ${kind}, ${events}, ${events}, '${iso(at)}')`)
  }
}

describe('an alarm', () => {
  beforeEach(async () => {
    await createEndpoint(
      world.homing,
      { workspaceId: world.workspaceId, actor: 'test' },
      { url: 'https://listener.example.com/hook' },
    )
  })

  test('is raised once, stays with its beginning, clears itself, and is over for good later', async () => {
    await lookNow()
    expect(await alarms()).toEqual([])
    await lose()
    await lookNow()
    await minutes(60)
    const [alarm, ...more] = await alarms()
    expect(more).toEqual([])
    expect(alarm).toMatchObject({
      rule: 'grant_refused',
      title: 'The authorisation is no longer accepted',
      severity: 'broken',
      state: 'open',
      since: iso(START),
      connection: { id: connectionId, name: 'Constant Contact' },
      whoMustAct: 'you',
    })
    expect(await told()).toEqual(['alarm.raised'])
    await sync()
    await lookNow()
    expect(await alarms()).toEqual([])
    expect(await alarms('over')).toMatchObject([{ id: alarm!.id, clearedAt: iso(START + HOUR) }])
    expect(await told(), 'it may come back: nobody is told yet').toEqual(['alarm.raised'])
    await minutes(40)
    expect(await told()).toEqual(['alarm.raised', 'alarm.over'])
  })

  test('is raised beside a connection whose settings are not understood any more', async () => {
    await world.rows(`insert into connection (workspace_id, connector, name, status)
      values (${world.workspaceId}, 'constant-contact', 'Lost its settings', 'active')`)
    await world.rows(`update connection set status = 'needs_reauthorisation'
      where id = ${connectionId}`)
    await lookNow()
    expect((await alarms()).map(({ rule }) => rule)).toContain('grant_refused')
  })

  test('that comes and goes is one alarm, told once', async () => {
    for (let time = 0; time < 6; time++) {
      await lose()
      await lookNow()
      await minutes(10)
      await sync()
      await minutes(10)
    }
    expect(await alarms('over')).toHaveLength(1)
    expect(await told()).toEqual(['alarm.raised'])
  })

  test('is silenced by a person until a time, and only until then', async () => {
    await lose()
    await lookNow()
    const [alarm] = await alarms()
    const actor = { id: 'u', name: 'Ada' }
    const silence = { workspaceId: world.workspaceId, actor, alarmId: alarm!.id }
    await silenceAlarm(world.homing, { ...silence, until: START + 2 * HOUR })
    await minutes(60)
    expect(await alarms()).toEqual([])
    expect(await alarms('silenced')).toMatchObject([{ silencedBy: 'Ada' }])
    expect(await inside((tx) => countAlarms(tx, world.homing.now()))).toMatchObject({
      open: 0,
      silenced: 1,
    })
    await minutes(70)
    expect(await alarms()).toHaveLength(1)
    await expect(
      silenceAlarm(world.homing, { ...silence, until: START - 1 }),
    ).rejects.toMatchObject({ status: 422, field: 'until' })
    await expect(
      silenceAlarm(world.homing, { ...silence, alarmId: 999, until: null }),
    ).rejects.toMatchObject({ status: 404 })
    const [line] = await world.rows<{ sentence: string }>(
      `select sentence from audit where action = 'silence_alarm'`,
    )
    expect(line!.sentence).toContain('is silent until')
  })

  test('and what is told of it are there together, or not at all', async () => {
    await lose()
    const failing = inside(async (tx) => {
      await look(tx, world.homing, world.workspaceId)
      throw new Error('the process dies')
    })
    await expect(failing).rejects.toThrow('dies')
    expect([await alarms(), await told()]).toEqual([[], []])
    await lookNow()
    expect([(await alarms()).length, await told()]).toEqual([1, ['alarm.raised']])
  })

  test('ends with its connection', async () => {
    await lose()
    await lookNow()
    await world.rows(`update connection set deleted_at = now()`)
    await lookNow()
    expect(await alarms()).toEqual([])
  })

  test('belongs to its workspace', async () => {
    await lose()
    await lookNow()
    const seen = await world.database.inWorkspace(world.otherWorkspaceId, (tx) =>
      listAlarms(tx, { state: 'open', limit: 50 }, world.homing.now()),
    )
    expect(seen.items).toEqual([])
  })
})

describe('the retention clock', () => {
  test('at day 80: what the ESP will drop raises an alarm, counts down, gets graver, and clears itself', async () => {
    const lost = await aCampaign({ ageMs: 70 * DAY, asOf: START - 30 * DAY })
    await aCampaign({ ageMs: 70 * DAY, name: 'Downloaded' })
    await lookNow()
    expect(await alarms()).toEqual([])
    const clock = await inside((tx) => showRetention(tx, world.homing, world.workspaceId))
    expect(clock).toMatchObject({ atStake: 1, downloaded: 1 })
    expect(clock.items).toMatchObject([
      { campaign: { id: lost }, retention: { state: 'running', endsAt: iso(START + 20 * DAY) } },
    ])

    world.later(10 * DAY)
    await sync()
    await world.rows(`update campaign set as_of = '${iso(world.homing.now())}' where id <> ${lost}`)
    await lookNow()
    expect(await alarms()).toMatchObject([
      {
        rule: 'retention_ending',
        severity: 'at_risk',
        campaign: { id: lost, name: 'Spring client letter' },
        dueAt: iso(START + 20 * DAY),
      },
    ])
    const shown = await inside((tx) =>
      showCampaignFreshness(tx, world.homing, { workspaceId: world.workspaceId, campaignId: lost }),
    )
    expect(shown.retention).toMatchObject({ state: 'at_risk', days: 90, isDocumented: false })

    world.later(11 * DAY)
    await sync()
    await world.rows(`update campaign set as_of = '${iso(world.homing.now())}' where id <> ${lost}`)
    await lookNow()
    expect(await alarms()).toMatchObject([
      { severity: 'broken', dueAt: null, since: iso(START + 10 * DAY) },
    ])

    await world.rows(`update campaign set as_of = '${iso(world.homing.now())}'`)
    await lookNow()
    expect(await alarms()).toEqual([])
  })
})

describe('silence', () => {
  const size = { sent: 1000, ageMs: DAY }

  test('of a campaign is found by the firm’s own earlier ones; a small one is left in peace', async () => {
    for (const days of [40, 60, 80]) {
      const ageMs = days * DAY
      const earlier = await aCampaign({ ageMs })
      await counted(earlier, { sent: 800, opens: 400, ageMs })
    }
    const silent = await aCampaign({ ageMs: DAY, name: 'Silent' })
    await counted(silent, { ...size, opens: 3 })
    const small = await aCampaign({ ageMs: DAY, name: 'Small' })
    await counted(small, { ...size, sent: 12, opens: 0 })
    const usual = await aCampaign({ ageMs: DAY, name: 'Usual' })
    await counted(usual, { ...size, opens: 300 })
    await lookNow()
    const found = await alarms()
    expect(found).toMatchObject([{ rule: 'little_feedback', campaign: { id: silent } }])
    expect(found[0]!.sentence).toBe(
      '“Silent”: 3 reactions in 24 hours, where your earlier campaigns had about 500 at that age.',
    )
  })

  test('of sends is found by what the ESP says', async () => {
    const campaignId = await aCampaign({ ageMs: DAY, esp: 900 })
    await lookNow()
    expect(await alarms()).toMatchObject([{ campaign: { id: campaignId } }])
  })

  test('of a connection shows in its state, with its last event and when that was learnt', async () => {
    const campaignId = await aCampaign({ ageMs: DAY })
    await counted(campaignId, { ...size, opens: 300 })
    await lookNow()
    const [fresh] = await inside((tx) => showFreshness(tx, world.homing, world.workspaceId))
    expect(fresh).toMatchObject({
      connectionId,
      state: 'fresh',
      lastEventAt: iso(START - DAY + HOUR),
      lastLearntAt: iso(START),
      lastPullAt: iso(START),
      nextPullAt: iso(START + 30 * MINUTE),
      grantEndsAt: iso(START + 180 * DAY),
    })
    world.later(HOUR)
    await world.rows(`update campaign_count set events = events + 1, last_at = '${iso(START)}'
      where kind = 3`)
    await lookNow()
    const [later] = await inside((tx) => showFreshness(tx, world.homing, world.workspaceId))
    expect(later).toMatchObject({
      state: 'due',
      lastEventAt: iso(START),
      lastLearntAt: iso(START + HOUR),
    })
    world.later(5 * HOUR)
    await lookNow()
    const [silent] = await inside((tx) => showFreshness(tx, world.homing, world.workspaceId))
    expect(silent!.state).toBe('silent')
    expect(await alarms()).toMatchObject([{ rule: 'schedule_failing' }])
  })

  test('of a CRM is told by its people, and that they cannot be read is an alarm', async () => {
    const settings = { siteUrl: 'https://crm.example.com', username: 'homing', password: 'p' }
    const { id } = await createConnection(
      world.homing,
      { workspaceId: world.workspaceId, id: 'u', name: 'Ada' },
      { connector: 'suitecrm', settings },
    )
    const runs = (status: string, ...kinds: string[]) =>
      world.rows(`insert into run
          (workspace_id, connection_id, kinds, started_from, status, ended_at, message)
        select ${world.workspaceId}, ${id}, array['${kinds.join("','")}'], 'schedule', '${status}',
          '${iso(world.homing.now())}', 'It did not answer.'
        from generate_series(1, 3)`)
    const ofCrm = async () =>
      (await inside((tx) => showFreshness(tx, world.homing, world.workspaceId))).find(
        ({ connectionId: of }) => of === id,
      )
    // Nobody has granted anything yet, and what keys open has no end of its own.
    expect(await ofCrm()).toMatchObject({ grantEndsAt: null })
    await lookNow()
    expect((await alarms()).map(({ rule }) => rule)).not.toContain('grant_ending')
    await sync()
    await runs('done', 'people', 'lists')
    await runs('failed', 'lists')
    expect(await ofCrm()).toMatchObject({ state: 'fresh', lastPullAt: iso(START) })
    await runs('failed', 'people')
    await lookNow()
    expect(await alarms()).toContainEqual(
      expect.objectContaining({
        rule: 'schedule_failing',
        connection: { id, name: 'SuiteCRM' },
      }),
    )
  })
})

describe('mails', () => {
  const aUser = async (name: string, role: 'administrator' | 'viewer') =>
    (
      await createUser(world.homing, someone(world.workspaceId), {
        name,
        role,
        email: `${name}@example.com`,
        password: PASSWORD,
      })
    ).id
  const chosen = (userId: string, email: 'none' | 'at_once' | 'daily') =>
    inside((tx) =>
      choose(tx, { workspaceId: world.workspaceId, userId, email, now: world.homing.now() }),
    )

  test('go at once to administrators and whoever chose so, one for all that was found', async () => {
    await aUser('ada', 'administrator')
    await aUser('bob', 'viewer')
    await chosen(await aUser('eve', 'viewer'), 'at_once')
    await aCampaign({ ageMs: 80 * DAY, asOf: null, name: 'One' })
    await aCampaign({ ageMs: 81 * DAY, asOf: null, name: 'Two' })
    await lookNow()
    await lookNow()
    const written = await mails()
    expect(written.map(({ subject }) => subject)).toEqual([
      '2 alarms: Feedback will be lost, …',
      '2 alarms: Feedback will be lost, …',
    ])
    expect(written[0]!.body).toContain('feedback of “One”')
    expect(written[0]!.body).toContain('Sync Constant Contact within')
  })

  test('go daily at seven to whoever chose so, once, and only where there is something to say', async () => {
    await chosen(await aUser('bob', 'viewer'), 'daily')
    world.later(DAY)
    await sync()
    await lookNow()
    expect(await mails()).toEqual([])
    await lose()
    for (let hour = 0; hour < 48; hour++) {
      world.later(HOUR)
      await lookNow()
    }
    expect((await mails()).map(({ kind, subject }) => [kind, subject])).toEqual([
      ['digest', 'Today 1 thing needs you'],
      ['digest', 'Today 1 thing needs you'],
    ])
  })

  test('go to nobody who wants none', async () => {
    await chosen(await aUser('ada', 'administrator'), 'none')
    await lose()
    await lookNow()
    expect(await mails()).toEqual([])
  })
})

describe('implied consent that ends', () => {
  /** Consent of a new person, of everything, until then. */
  const agreed = (name: string, until: number) =>
    inside(async (tx) => {
      const { rows } = await sql<{ id: number }>`
        insert into person (workspace_id, origin, name) values (${world.workspaceId}, 'user', ${name})
        returning id`.execute(tx)
      const by = { workspaceId: world.workspaceId, personId: rows[0]!.id, now: world.homing.now() }
      const said = { about: { scope: 'everything' }, state: 'implied', since: null, until } as const
      const actor = { id: 'u', name: 'Ada' }
      await recordConsent(tx, { ...by, actor, source: 'api' }, { ...said, evidence: 'a mandate' })
    })
  const need = (needed: 'none' | 'implied') =>
    world.rows(`insert into consent_policy (workspace_id, consent_needed)
      values (${world.workspaceId}, '${needed}')
      on conflict (workspace_id) do update set consent_needed = excluded.consent_needed`)
  const ending = async () =>
    (await alarms()).filter((one) => one.rule === 'consent_ending').map((one) => one.sentence)

  test('is told of once a month, not once a person, and only where it is needed', async () => {
    const month = Date.UTC(2026, 8, 20)
    world.later(Date.UTC(2026, 8, 1) - world.homing.now())
    await agreed('One', month)
    await agreed('Two', month + DAY)
    await lookNow()
    expect(await ending()).toEqual([])
    await need('implied')
    await lookNow()
    await agreed('Three', month + 2 * DAY)
    await lookNow()
    expect(await ending()).toEqual([expect.stringContaining('of 3 people ends in September 2026')])
    await agreed('Four', Date.UTC(2026, 9, 3))
    world.later(5 * DAY)
    await lookNow()
    expect(await ending()).toHaveLength(2)
  })
})
