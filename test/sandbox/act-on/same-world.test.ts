import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts'
import { call as callConstantContact, report, walk as walkLinks } from '../client.ts'
import { messages, start, walk } from './client.ts'

const now = Date.parse('2026-03-02T15:00:00Z')
let actOn: Sandbox
let constantContact: Sandbox
beforeAll(async () => {
  actOn = await start({ now })
  constantContact = await startSandbox({ now, enforceLimits: false })
  for (const sandbox of [actOn, constantContact]) sandbox.clock.runUntilQuiet()
}, 60_000)
afterAll(() => Promise.all([actOn.close(), constantContact.close()]))

it('the truth of both vendors is the same, person by person and row by row', () => {
  expect(actOn.truth()).toEqual(constantContact.truth())
})

it.each([
  ['SENT', 'sends'],
  ['OPENED', 'opens'],
  ['CLICKED', 'clicks'],
  ['BOUNCED', 'bounces'],
  ['OPT_OUT', 'optouts'],
])('%s of a campaign is at one what %s is at the other', async (verb, kind) => {
  for (const { id, title, campaignActivityId } of await messages(actOn)) {
    if (!title.endsWith('letter')) continue
    const here = await walk(actOn, `/api/1/message/${id}/report/${verb}`)
    const target = `${report(campaignActivityId, kind)}?limit=500`
    const there = await walkLinks(constantContact, target, 'tracking_activities')
    const one = here.map((row) => `${String(row.email)} ${String(row.ts)} ${String(row.linkURI)}`)
    const other = there.map((row) => {
      const at = Date.parse(String(row.created_time))
      return `${String(row.email_address)} ${at} ${String(row.link_url)}`
    })
    expect(one.toSorted()).toEqual(other.toSorted())
  }
  expect((await callConstantContact(constantContact, '/v3/emails')).status).toBe(200)
})
