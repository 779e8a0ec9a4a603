import { describe, expect, it } from 'vitest'
import { errors } from '../../../src/connectors/crm/opencrm/errors.ts'
import { openCrm } from '../../../src/connectors/crm/opencrm/index.ts'
import { isErrorInBody, judgeAnswer, secretKeysOf } from '../../../src/connectors/index.ts'
import { scripted, SETTINGS } from './line.ts'

const judge = (status: number, body: unknown) =>
  judgeAnswer('OpenCRM', errors, { status, headers: new Headers(), body, now: 0 })

const PERSON = { id: '5', email: 'a@client.example', do_not_email: '0', email_bounced: '0' }

describe('errors of OpenCRM', () => {
  it.each<[number, unknown, string]>([
    [200, { error: 'Unauthorized' }, 'unauthorised'],
    [200, { error: 'Invalid query_string' }, 'refused'],
    [401, undefined, 'unauthorised'],
    [403, undefined, 'forbidden'],
    [404, { error: 'Not Found' }, 'not_found'],
    [429, undefined, 'throttled'],
    [500, undefined, 'temporary'],
  ])('of %i %j are %s', (status, body, kind) => {
    expect(judge(status, body)).toMatchObject({ kind })
    if (status === 200) expect(isErrorInBody(errors, { status, body: () => body })).toBe(true)
  })

  it.each([[[]], [['error']], ['12'], [{ id: '1', error: 'A field of a record' }], [undefined]])(
    'are not seen in %j',
    (body) => expect(isErrorInBody(errors, { status: 200, body: () => body })).toBe(false),
  )
})

describe('a line to OpenCRM', () => {
  it('shows the keys as headers, and never in a form (trap 1)', async () => {
    const { vendor, asked } = scripted([])
    await openCrm.people!.page(vendor, { module: 'lead', since: null }, null)
    const [{ url, headers, body }] = asked() as [ReturnType<typeof asked>[number]]
    expect(url).toBe('https://firm.opencrm.example/api/rest/get_lead_list_full')
    expect(headers).toMatchObject({ KEY1: 'k-1', KEY2: 'p-1' })
    expect(body).toBe('limit_start=0&limit_end=100')
    expect(secretKeysOf(openCrm)).toEqual(['apiKey', 'passKey'])
  })

  it.each(['/index.php', '/api/rest', ''])('goes to the system, copied with %j', (behind) => {
    const siteUrl = `${SETTINGS.siteUrl}${behind}`
    expect(openCrm.baseUrls({ siteUrl })).toEqual(['https://firm.opencrm.example/api/rest'])
  })

  it('asks for places, goes on by what came, and ends where nothing does (trap 4)', async () => {
    const { vendor, asked } = scripted([PERSON], [])
    const ask = { module: 'lead', since: null }
    const { next } = await openCrm.people!.page(vendor, ask, '100')
    expect(next).toBe('101')
    expect(asked()[0]!.body).toBe('limit_start=100&limit_end=200')
    expect((await openCrm.people!.page(vendor, ask, next)).next).toBeNull()
  })

  it('takes one record for a list of one, and nothing else for a list', async () => {
    const ask = { module: 'lead', since: null }
    const page = await openCrm.people!.page(scripted(PERSON).vendor, ask, null)
    expect(openCrm.people!.read(page.body, ask).rows).toMatchObject([{ id: 'lead-5' }])
    for (const odd of [null, '', {}, 'x']) {
      const strange = openCrm.people!.page(scripted(odd).vendor, ask, null)
      await expect(strange).rejects.toMatchObject({ kind: 'unreadable' })
    }
  })
})

describe('the check of OpenCRM', () => {
  const check = (...answers: unknown[]) => openCrm.check(scripted(...answers).vendor)
  const good = [[], [PERSON], [PERSON], [], []]

  it('says what this installation has', async () => {
    const { ok, account, checks } = await check(...good)
    expect({ ok, account }).toEqual({ ok: true, account: 'firm.opencrm.example' })
    expect(checks.map(({ name }) => name)).toEqual([
      'company',
      'contact',
      'contact.do_not_email',
      'lead',
      'lead.do_not_email',
      'user',
      'activities',
    ])
  })

  it('names a missing switch, and a search that finds what nobody has (trap 6)', async () => {
    const { checks } = await check([], [{ id: '1' }], [PERSON], [], [{ id: '7' }])
    const failing = checks.filter(({ ok }) => !ok)
    expect(failing.map(({ name }) => name)).toEqual(['contact.do_not_email', 'activities'])
    expect(failing.every(({ remedy }) => remedy !== undefined)).toBe(true)
  })

  it('asks nothing more where the keys are refused', async () => {
    const { ok, checks } = await check({ error: 'Unauthorized' })
    expect(ok).toBe(false)
    expect(checks.map(({ name }) => name)).toEqual(['connection'])
  })
})
