import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAnswerReferee, createRequestReferee } from '../../sandbox/contract.ts'
import { hasContract, specsDirectory } from '../../sandbox/contract.ts'
import { createConstantContact } from '../../sandbox/constant-contact/app.ts'
import { startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { call, newest, nextOf, report, walk, write } from './client.ts'

const present = hasContract()
if (!present) console.warn(`SKIPPED: no Constant Contact contract below ${specsDirectory()}`)

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ enforceLimits: false })
  sandbox.clock.advance(3 * 86_400_000)
})
afterAll(() => sandbox.close())

describe.skipIf(!present)('answers under the vendor’s contract', () => {
  it('every endpoint that is simulated, on an ordinary world', async () => {
    const judge = createAnswerReferee(specsDirectory())
    const called = new Set<string>()
    for (const target of await targets(sandbox)) {
      const { status, body } = await call(sandbox, target)
      const path = target.split('?')[0] as string
      called.add(routeOf(path))
      expect({ target, status }).toEqual({ target, status: 200 })
      expect({ target, ...judge({ method: 'GET', path, status, body }) }).toMatchObject({
        target,
        problems: [],
      })
    }
    const simulated = routes().filter((one) => one.method === 'GET')
    expect([...called].sort()).toEqual(simulated.map((one) => one.path).sort())
  }, 30_000)

  it('errors, both shapes', async () => {
    const judge = createAnswerReferee(specsDirectory())
    const unknown = '00000000-0000-4000-8000-000000000000'
    const wrong: [string, number][] = [
      ['/v3/contacts?limit=0', 400],
      [`/v3/contacts/${unknown}`, 404],
      [report(unknown, 'opens'), 404],
      [`/v3/reports/stats/email_campaigns/${unknown}`, 404],
    ]
    for (const [target, status] of wrong) {
      const reply = await call(sandbox, target)
      const path = target.split('?')[0] as string
      expect(reply.status).toBe(status)
      expect(judge({ method: 'GET', path, status, body: reply.body }).problems).toEqual([])
    }
    const { status, body } = await call(sandbox, '/v3/emails', 'nonsense')
    expect(status).toBe(401)
    expect(judge({ method: 'GET', path: '/v3/emails', status, body }).problems).toEqual([])
  })

  it('implements nothing that the contract does not have', () => {
    const judge = createRequestReferee(specsDirectory())
    const id = '00000000-0000-4000-8000-000000000000'
    for (const { method, path } of routes()) {
      const concrete = path.replace(/:ids?/g, id)
      const { problems } = judge({ method, path: concrete })
      expect(problems.filter((one) => one.includes('not in the contract'))).toEqual([])
    }
  })

  it('a judge that lets everything pass would be worthless', () => {
    const judge = createAnswerReferee(specsDirectory())
    const path = '/v3/contacts'
    const misspelt = { contacts: [{ contact_id: 'x', frist_name: 'A' }] }
    const { problems } = judge({ method: 'GET', path, status: 200, body: misspelt })
    expect(problems.join()).toContain('frist_name')
    expect(problems.join()).toContain('uuid')
  })
})

describe.skipIf(!present)('requests under the vendor’s contract', () => {
  it('judges path, query and body', async () => {
    const judge = createRequestReferee(specsDirectory())
    const get = (path: string, query = {}) => judge({ method: 'GET', path, query }).problems
    const { id } = newest(sandbox)
    expect(get('/v3/contacts', { limit: '500', status: 'active,unsubscribed' })).toEqual([])
    expect(get('/v3/contacts', { limit: '501' })).toEqual(['query limit must be at most 500'])
    expect(get('/v3/contacts', { opted_out: 'true' })).toHaveLength(1)
    expect(get('/v3/contacts', { optout_after: 'yesterday' })).toHaveLength(1)
    expect(get('/v3/contacts', { status: 'gone' })).toHaveLength(1)
    expect(get('/v3/contact')).toEqual(['GET /v3/contact is not in the contract'])
    expect(get(report(id, 'opens'), { cursor: 'abc' })).toEqual([])
    expect(get(report(id, 'bounces'), { bounce_code: ['B', 'Z'] })).toEqual([])
    expect(get(report(id, 'bounces'), { bounce_code: 'Q' })).toHaveLength(1)
    expect(get('/v3/account/summary', { cursor: 'abc' })).toHaveLength(1)
    const path = `/v3/contacts/resubscribe/${id}`
    expect(judge({ method: 'PUT', path, body: { list_ids: [id] } }).problems).toEqual([])
    expect(judge({ method: 'PUT', path, body: { lists: [id] } }).legal).toBe(false)
  })

  it('finds the sandbox’s own next links legal', async () => {
    const judge = createRequestReferee(specsDirectory())
    const { id } = newest(sandbox)
    await walk(sandbox, `${report(id, 'opens')}?limit=100`, 'tracking_activities')
    await walk(sandbox, '/v3/emails?limit=2', 'campaigns')
    const logged = sandbox.requests.filter((one) => 'cursor' in one.query)
    expect(logged.length).toBeGreaterThan(3)
    for (const request of logged) expect(judge(request).problems).toEqual([])
  })
})

function routes() {
  const app = createConstantContact({} as Parameters<typeof createConstantContact>[0])
  return [...new Map(app.routes.map((one) => [`${one.method} ${one.path}`, one])).values()].filter(
    (one) => one.method !== 'ALL' && one.path.startsWith('/v3/'),
  )
}

function routeOf(path: string): string {
  return path
    .replace(/(stats\/\w+)\/[^/]+$/, '$1/:ids')
    .replace(/\/[0-9a-f]{8}-[0-9a-f-]{27}/, '/:id')
}

async function targets(of: Sandbox): Promise<string[]> {
  const { id, campaign } = newest(of)
  const [contact] = of.truth().contacts
  const lists = await walk(of, '/v3/contact_lists?limit=1', 'lists')
  const made = { label: 'Client number', type: 'string' }
  const { body: field } = await write(of, 'POST /v3/contact_custom_fields', made)
  const { body: job } = await write(of, 'POST /v3/activities/custom_fields_delete', {
    custom_field_ids: [field.custom_field_id],
  })
  const include = 'custom_fields,list_memberships,phone_numbers,street_addresses,taggings,notes'
  const contactReport = `/v3/reports/contact_reports/${String(contact?.contactId)}`
  const kinds = ['sends', 'opens', 'unique_opens', 'didnotopens', 'clicks', 'forwards', 'optouts']
  const activity = `/v3/emails/activities/${id}`
  const everyPage = async (target: string) => {
    const pages = [target]
    for (let next = nextOf((await call(of, target)).body); next !== undefined;) {
      pages.push(next)
      next = nextOf((await call(of, next)).body)
    }
    return pages
  }
  const campaigns = of.world.definition.campaigns.map((one) => one.campaignId)
  return [
    '/v3/account/summary?extra_fields=physical_address',
    '/v3/account/summary/physical_address',
    '/v3/account/emails',
    '/v3/account/user/privileges',
    '/v3/contact_lists?include_count=true&include_membership_count=active',
    `/v3/contact_lists/${String(lists[0]?.list_id)}?include_membership_count=all`,
    '/v3/contacts/counts?include=new_subscriber',
    '/v3/contact_custom_fields?limit=1',
    `/v3/contact_custom_fields/${String(field.custom_field_id)}`,
    '/v3/activities?limit=1',
    `/v3/activities/${String(job.activity_id)}`,
    ...(await everyPage(`/v3/contacts?status=all&limit=500&include_count=true&include=${include}`)),
    `/v3/contacts/${String(contact?.contactId)}?include=${include}`,
    ...(await everyPage('/v3/emails?limit=2')),
    `/v3/emails/${campaign.campaignId}`,
    `${activity}?include=html_content,permalink_url,physical_address_in_footer`,
    `${activity}/send_history`,
    `${activity}/schedules`,
    `${activity}/previews`,
    ...kinds.map((kind) => report(id, kind)),
    ...(await everyPage(`${report(id, 'bounces')}?limit=40`)),
    `/v3/reports/email_reports/${id}/links?no_clicks=true`,
    `/v3/reports/stats/email_campaigns/${campaigns.join(',')}`,
    `/v3/reports/stats/email_campaign_activities/${id}`,
    '/v3/reports/summary_reports/email_campaign_summaries?limit=2',
    `${contactReport}/activity_details?tracking_activities_list=em_sends,em_opens`,
    `${contactReport}/activity_summary?start=2019-01-01T00:00:00-0500&end=2039-01-01T00:00:00-0500`,
  ]
}
