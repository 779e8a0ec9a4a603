import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAnswerReferee, createRequestReferee } from '../../sandbox/contract.ts'
import { hasContract, specsDirectory } from '../../sandbox/contract.ts'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { html, letter, made, ordered } from './campaign-tour.ts'
import { call, walk, write } from './client.ts'

const present = hasContract()
if (!present) console.warn(`SKIPPED: no Constant Contact contract below ${specsDirectory()}`)

const hour = 3_600_000
let sandbox: Sandbox
beforeAll(async () => {
  const world = lawFirm(24, { companies: 10, households: 8, unattached: 4 })
  sandbox = await startSandbox({ world, seed: 24, enforceLimits: false })
})
afterAll(() => sandbox.close())

describe.skipIf(!present)('campaigns under the vendor’s contract', () => {
  it('at every stage, everything that can be read of them', async () => {
    const judge = createAnswerReferee(specsDirectory())
    const lists = (await walk(sandbox, '/v3/contact_lists', 'lists')).map((one) => one.list_id)
    const long = html.replace("example/b'", `example/${'b'.repeat(1100)}'`)
    const own = await made(sandbox, 'Autumn news')
    const broken = await made(sandbox, 'Too long', { html_content: long })
    const gone = await made(sandbox, 'Gone')
    const statuses = new Set<unknown>()
    const look = async () => {
      for (const { id, campaignId } of [own, broken, gone]) {
        const include = 'html_content,physical_address_in_footer,permalink_url'
        const activity = `/v3/emails/activities/${id}`
        const parts = ['schedules', 'previews', 'send_history'].map((one) => `${activity}/${one}`)
        const single = `/v3/emails/${campaignId}`
        for (const target of [...parts, single, '/v3/emails', `${activity}?include=${include}`]) {
          const { status, body } = await call(sandbox, target)
          const path = String(target.split('?')[0])
          const { problems } = judge({ method: 'GET', path, status, body })
          expect({ target, problems }).toEqual({ target, problems: [] })
          if (target === single) statuses.add(body.current_status)
        }
      }
    }
    await look()
    const date = new Date(sandbox.clock.now() + hour).toISOString()
    for (const { id } of [own, broken]) await ordered(sandbox, id, lists.map(String), date)
    await write(sandbox, `DELETE /v3/emails/${gone.campaignId}`)
    await look()
    for (const step of [hour, hour]) {
      sandbox.clock.advance(step)
      await look()
    }
    const all = ['Done', 'Draft', 'Error', 'Executing', 'Removed', 'Scheduled']
    expect([...statuses].sort()).toEqual(all)
  })

  it('a schedule is a date, a day or "0", and a letter is held to its limits', () => {
    const judge = createRequestReferee(specsDirectory())
    const id = '00000000-0000-4000-8000-000000000000'
    const path = `/v3/emails/activities/${id}/schedules`
    const problems = (body: unknown) => judge({ method: 'POST', path, body }).problems
    for (const date of ['0', '2022-05-17', '2022-05-17T16:37:59.091Z']) {
      expect(problems({ scheduled_date: date })).toEqual([])
    }
    expect(problems({ scheduled_date: 0 })).toHaveLength(1)
    expect(problems({ date: '0' })).toHaveLength(2)
    const create = (body: unknown) => judge({ method: 'POST', path: '/v3/emails', body }).problems
    expect(create(letter('x'))).toEqual([])
    expect(create(letter('x'.repeat(81)))).toHaveLength(1)
    expect(create(letter('x', { contact_list_ids: [id] }))).toHaveLength(1)
    expect(create(letter('x', { html_content: html.padEnd(150_001) }))).toHaveLength(1)
  })
})
