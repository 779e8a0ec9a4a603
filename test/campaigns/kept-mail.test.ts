import { afterAll, beforeAll, expect, test } from 'vitest'
import { MAIL_CHARS_MAX, mailOfCampaign, rememberCampaign } from '../../src/campaigns/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'
import { prepareGround, SENT_AT, type Ground } from '../ledger/world.ts'

let at: TestDatabase
let ground: Ground
beforeAll(async () => {
  at = await freshDatabase()
  ground = await prepareGround(at.database, at.workspaceId)
})
afterAll(() => at.close())

/** The first campaign as its ESP tells it, and how its mail is shown afterwards. */
function told(html: string | null | undefined) {
  return at.database.inWorkspace(at.workspaceId, async (tx) => {
    const campaignId = await rememberCampaign(tx, at.workspaceId, ground.connectionId, {
      ...{ id: 'C1', name: 'Letter C1', subject: 'News', status: 'sent' },
      ...{ updatedAt: null, createdAt: null, fromName: '', fromAddress: '', sentAt: SENT_AT },
      activities: [{ id: 'A1', role: 'primary_email' }],
      ...(html !== undefined && { html }),
    })
    const { readAt, ...mail } = await mailOfCampaign(tx, { ...at, campaignId })
    expect(readAt === null).toBe(mail.state === 'untold')
    return mail
  })
}

test('the mail is kept as it was told last, within a bound', async () => {
  expect(await told(undefined)).toEqual({ html: null, state: 'untold' })
  expect(await told(null)).toEqual({ html: null, state: 'untold' })
  expect(await told('<p>Hello\u0000</p>')).toEqual({ html: '<p>Hello</p>', state: 'kept' })
  // Told without: what is known of it stays.
  expect(await told(null)).toEqual({ html: '<p>Hello</p>', state: 'kept' })
  expect(await told(' ')).toEqual({ html: '<p>Hello</p>', state: 'kept' })
  const most = 'x'.repeat(MAIL_CHARS_MAX)
  expect(await told(`${most}x`)).toEqual({ html: null, state: 'too_long' })
  expect(await told(most)).toEqual({ html: most, state: 'kept' })
})

test('what was written here is shown where nothing was told', async () => {
  const campaignId = ground.campaigns[1]!
  const mail = await at.database.inWorkspace(at.workspaceId, async (tx) => {
    await sql`insert into campaign_draft (workspace_id, campaign_id, made_by, changed_by, html)
      values (${at.workspaceId}, ${campaignId}, 'x', 'x', '<p>Ours</p>')`.execute(tx)
    return mailOfCampaign(tx, { ...at, campaignId })
  })
  expect(mail).toMatchObject({ html: '<p>Ours</p>', state: 'written' })
})
