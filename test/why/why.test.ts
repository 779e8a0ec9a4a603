import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { recordOptOut } from '../../src/consent/index.ts'
import type { Homing } from '../../src/homing.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { whyCampaign, whyPerson, type CampaignReason } from '../../src/why/index.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'
import { NOW, prepareGround, SENT_AT, take, type Ground } from '../ledger/world.ts'
import { importFile, peopleWorld } from '../people/world.ts'

const DAY = 86_400_000
const CSV = `name,email,job title,external id,owner
Ann Lee,ann@x.example,Partner,1,Ruth
Bob May,bob@x.example,,2,
Cy Opt,cy@x.example,,3,
Di Bad,di@x.example,,4,
Ed Calm,ed@x.example,,5,
Flo None,,,6,
Gus Spam,gus@x.example,,7,
`

let at: TestDatabase
let homing: Homing
let ground: Ground
const inside = <T>(work: (tx: Tx) => Promise<T>) =>
  at.database.inWorkspace(ground.workspaceId, work)

beforeAll(async () => {
  at = await freshDatabase()
  homing = peopleWorld(at.database).homing
  const workspaceId = await makeWorkspace(at.database, 'A firm')
  await importFile(homing, workspaceId, Buffer.from(CSV))
  ground = await prepareGround(at.database, workspaceId)
  // The first campaign goes to all; the second, two days later, finds some closed.
  await inside((tx) =>
    tx
      .updateTable('campaign')
      .set({ sent_at: new Date(SENT_AT + 2 * DAY) })
      .where('id', '=', ground.campaigns[1]!)
      .execute(),
  )
  await inside((tx) =>
    tx
      .updateTable('campaign')
      .set({ as_of: new Date(NOW) })
      .execute(),
  )
  const sent = (name: string, activity: string, occurredAt: number): FeedbackEvent => ({
    kind: 'sent',
    activity,
    address: `${name}@x.example`,
    occurredAt,
  })
  await take(ground, [
    ...['ann', 'cy', 'di', 'gus'].map((name) => sent(name, 'A1', SENT_AT)),
    {
      ...sent('cy', 'A1', SENT_AT + DAY),
      kind: 'opt_out',
      reason: 'too many',
    },
    { ...sent('di', 'A1', SENT_AT + 1000), kind: 'bounce', bounce: { class: 'hard', code: 'B' } },
    { ...sent('gus', 'A1', SENT_AT + DAY), kind: 'complaint' },
    sent('ann', 'A2', SENT_AT + 2 * DAY),
    { ...sent('ann', 'A2', SENT_AT + 2 * DAY + 3_600_000), kind: 'open' },
  ])
  // Said after the second campaign: it explains nothing of the past.
  const bob = await idOf('Bob May')
  const statement = { workspaceId, personId: bob, actor: 'Ruth', now: NOW }
  await inside((tx) => recordOptOut(tx, statement, { reason: 'asked', evidence: 'phone' }))
})
afterAll(() => at.close())

async function idOf(name: string): Promise<number> {
  const row = await inside((tx) =>
    tx.selectFrom('person').select('id').where('name', '=', name).executeTakeFirstOrThrow(),
  )
  return row.id
}

async function why(name: string, campaignId: number) {
  const of = { workspaceId: ground.workspaceId, personId: await idOf(name) }
  return inside((tx) => whyCampaign(tx, of, campaignId))
}

describe('why somebody got a campaign, or did not', () => {
  test.each<[string, CampaignReason, CampaignReason]>([
    ['Ann Lee', 'sent', 'sent'],
    ['Bob May', 'not_among_them', 'not_among_them'],
    ['Cy Opt', 'sent', 'opted_out'],
    ['Di Bad', 'sent', 'invalid_address'],
    ['Ed Calm', 'not_among_them', 'not_among_them'],
    ['Flo None', 'no_address', 'no_address'],
    ['Gus Spam', 'sent', 'complaint'],
  ])('%s', async (name, first, second) => {
    expect((await why(name, ground.campaigns[0]!)).reason).toBe(first)
    expect((await why(name, ground.campaigns[1]!)).reason).toBe(second)
  })

  test('the chain leads to the fact, or through what happened', async () => {
    const [first, second] = ground.campaigns as [number, number]
    const closed = await why('Cy Opt', second)
    expect(closed.sentence).toMatch(/^It was not sent to them. Opted out of everything on/)
    expect(closed.chain).toMatchObject([{ sentence: expect.stringMatching(/too many/) }])
    const got = await why('Cy Opt', first)
    expect(got.chain.map((step) => step.sentence)).toEqual([
      'Sent (cy@x.example)',
      'Opted out (cy@x.example)',
    ])
    expect(got.chain.every((step) => step.eventId !== null)).toBe(true)
  })

  test('everybody has exactly one reason, and those it reached are its recipients', async () => {
    const people = await inside((tx) => tx.selectFrom('person').select(['id', 'name']).execute())
    for (const campaignId of ground.campaigns) {
      const reasons = []
      for (const person of people) reasons.push((await why(person.name, campaignId)).reason)
      const { recipients } = await inside((tx) =>
        tx
          .selectFrom('recipient')
          .select((q) => q.fn.countAll<string>().as('recipients'))
          .where('campaign_id', '=', campaignId)
          .executeTakeFirstOrThrow(),
      )
      expect(reasons.length).toBe(7)
      expect(reasons.filter((reason) => reason === 'sent').length).toBe(Number(recipients))
    }
  })

  test('before it is sent, or read, it says so', async () => {
    const [first] = ground.campaigns
    const set = (values: { sent_at?: Date | null; as_of?: Date | null }) =>
      inside((tx) => tx.updateTable('campaign').set(values).where('id', '=', first!).execute())
    await set({ as_of: null })
    expect((await why('Ed Calm', first!)).reason).toBe('feedback_not_read')
    await set({ sent_at: null })
    expect((await why('Ed Calm', first!)).reason).toBe('not_sent_yet')
    await set({ sent_at: new Date(SENT_AT), as_of: new Date(NOW) })
  })

  test('of another workspace nothing is told', async () => {
    const personId = await idOf('Ann Lee')
    const attempt = at.database.inWorkspace(at.otherWorkspaceId, (tx) =>
      whyCampaign(tx, { workspaceId: at.otherWorkspaceId, personId }, ground.campaigns[0]!),
    )
    await expect(attempt).rejects.toMatchObject({ status: 404 })
  })
})

describe('why a flag or a field says what it says', () => {
  const about = async (name: string) => {
    const of = { workspaceId: ground.workspaceId, personId: await idOf(name) }
    return inside((tx) => whyPerson(tx, of))
  }

  test('flags name the fact that decides', async () => {
    const { flags } = await about('Cy Opt')
    expect(flags.map(({ flag, isSet }) => [flag, isSet])).toEqual([
      ['opted_out', true],
      ['address_invalid', false],
    ])
    expect(flags[0]!.sentence).toMatch(/^Opted out on .* told by Test, Letter C1: “too many”/)
    const bad = (await about('Di Bad')).flags.find((one) => one.flag === 'address_invalid')
    expect(bad).toMatchObject({ isSet: true, subject: 'di@x.example' })
    expect(bad!.sentence).toMatch(/hard bounce \(B\) in Letter C1/)
  })

  test('a field names the import that wrote it, and what it said before', async () => {
    const title = async () =>
      (await about('Ann Lee')).fields.find((one) => one.field === 'job_title')
    expect(await title()).toMatchObject({
      value: 'Partner',
      writtenBy: 'the import people.csv',
      before: [],
    })
    const change = CSV.split('\n')
      .slice(0, 2)
      .join('\n')
      .replace('Partner', 'Of Counsel')
      .replace('Ruth', 'Omar')
    await importFile(homing, ground.workspaceId, Buffer.from(change), false, 'people-2.csv')
    expect(await title()).toMatchObject({
      value: 'Of Counsel',
      writtenBy: 'the import people-2.csv',
      before: [{ value: 'Partner' }],
    })
    const owner = (await about('Ann Lee')).fields.find((one) => one.field === 'owner')
    expect(owner).toMatchObject({ value: 'Omar', before: [{ value: 'Ruth' }] })
  })

  test('an import that changes nothing leaves no trace', async () => {
    const count = async () =>
      (await inside((tx) => tx.selectFrom('field_change').selectAll().execute())).length
    const before = await count()
    await importFile(
      homing,
      ground.workspaceId,
      Buffer.from(
        CSV.split('\n')
          .slice(0, 3)
          .join('\n')
          .replace('Partner', 'Of Counsel')
          .replace('Ruth', 'Omar'),
      ),
    )
    expect(await count()).toBe(before)
  })
})
