import { describe, expect, it } from 'vitest'
import { startSandbox } from '../../../sandbox/index.ts'
import { errors } from '../../../src/connectors/crm/sugarcrm/errors.ts'
import { sugarCrm } from '../../../src/connectors/crm/sugarcrm/index.ts'
import { judgeAnswer, secretKeysOf, settingsSchemaOf } from '../../../src/connectors/index.ts'
import { failed, good, scripted, SETTINGS, SITE } from './line.ts'
import { httpFor, lineTo } from './stage.ts'

const told = (error: string, error_message: unknown = 'Y') => ({ error, error_message })
const judge = (status: number, body: unknown) =>
  judgeAnswer('SugarCRM', errors, { status, headers: new Headers(), body, now: 0 })

describe('errors of SugarCRM', () => {
  it.each<[number, unknown, string, string]>([
    [401, told('need_login'), 'unauthorised', 'you'],
    [401, told('invalid_grant'), 'unauthorised', 'you'],
    [403, told('not_authorized'), 'forbidden', 'you'],
    [404, told('not_found'), 'not_found', 'you'],
    [404, undefined, 'unreadable', 'you'],
    [422, told('invalid_parameter', 'EXCEPTION_INVALID_PLATFORM'), 'refused', 'you'],
    [400, told('invalid_client'), 'forbidden', 'you'],
    [422, told('invalid_parameter'), 'refused', 'homing'],
    [422, told('invalid_parameter', { email: ['invalid'] }), 'refused', 'homing'],
    [429, undefined, 'throttled', 'vendor'],
    [500, told('fatal_error'), 'temporary', 'vendor'],
  ])('of %i %j are %s, and %s must act', (status, body, kind, whoMustAct) => {
    expect(judge(status, body)).toMatchObject({ kind, whoMustAct })
  })

  it('say which field, and no address', () => {
    expect(judge(422, told('invalid_parameter', { email: ['x'] })).message).toContain('email')
    expect(judge(422, told('invalid_parameter', 'not a@b.example')).message).not.toContain('@')
  })
})

describe('settings of SugarCRM', () => {
  const { settings } = sugarCrm
  const given = { siteUrl: SITE, username: 'ada', password: 'secret' }

  it('are an address, a user, a password, which is sealed, and a platform', () => {
    expect(secretKeysOf(sugarCrm)).toEqual(['password'])
    expect(settingsSchemaOf(sugarCrm)['properties']).toHaveProperty('platform')
    expect(settings.parse({ ...given, siteUrl: ` ${SITE}/ ` })).toEqual({
      ...given,
      platform: 'base',
      requestsPerSecond: 4,
    })
    expect(settings.safeParse({ ...given, siteUrl: `${SITE}/#Home` }).success).toBe(false)
  })

  it('say how fast a server is asked that limits nothing itself', () => {
    expect(sugarCrm.pace({ ...SETTINGS, requestsPerSecond: 20 }).perSecond).toBe(20)
    expect(sugarCrm.pace(SETTINGS).perSecond).toBe(4)
  })

  it.each(['', '/index.php', '/rest', '/rest/v11_20'])(
    'ask below the one address of the service, %s or not behind the site',
    (behind) => {
      const urls = sugarCrm.baseUrls({ ...SETTINGS, siteUrl: `${SITE}/crm${behind}` })
      expect(urls).toEqual([`${SITE}/crm/rest/v11_20`])
    },
  )
})

describe('the check of SugarCRM', () => {
  const modules = [
    ...['EmailAddresses', 'Accounts', 'Contacts', 'Leads', 'Prospects', 'Users'],
    ...['ProspectLists', 'Campaigns', 'CampaignLog'],
  ]
  const names = [
    ...['id', 'email', 'date_modified', 'deleted', 'name', 'email_address', 'email_address_caps'],
    ...['opt_out', 'invalid_email', 'list_type', 'entry_count', 'start_date', 'end_date'],
    ...['content', 'campaign_type', 'status', 'campaign_id', 'target_id', 'target_type'],
    ...['activity_type', 'activity_date', 'hits', 'archived', 'more_information'],
  ]
  const everyField = Object.fromEntries(names.map((name) => [name, {}]))

  it('names each right that is missing, with what to do (trap 9)', async () => {
    const sandbox = await startSandbox({ esp: 'sugarcrm', seed: 3 })
    const modules = { CampaignLog: 'none', EmailAddresses: 'read' }
    const body = JSON.stringify({ admin: false, modules })
    await fetch(`${sandbox.url}/_sandbox/crm/rights`, { method: 'POST', body })
    const { ok, checks } = await sugarCrm.check(lineTo(sandbox))
    expect(ok).toBe(false)
    const bad = checks.filter((line) => !line.ok)
    expect(bad.map(({ name }) => name)).toEqual(['EmailAddresses_written', 'CampaignLog'])
    for (const { sentence, remedy } of bad) {
      expect(sentence).toMatch(/\.$/)
      expect(remedy).toMatch(/\.$/)
    }
    httpFor(sandbox).close()
    await sandbox.close()
  })

  it('names the fields that a module has not: a condition on one is passed over (trap 2)', async () => {
    const fields = { id: {}, email_address: {}, opt_out: {}, invalid_email: {}, date_modified: {} }
    const line = scripted(
      good({ current_user: { acl: {} } }),
      good({ modules: { EmailAddresses: { fields } } }),
      good({ modules: {} }),
    )
    const { checks } = await sugarCrm.check(line.vendor)
    expect(checks[0]).toMatchObject({ name: 'EmailAddresses', ok: false })
    expect(checks[0]!.sentence).toContain('no field email_address_caps.')
    expect(line.asked()[1]).toMatchObject({
      asked: 'GET metadata',
      query: { type_filter: 'modules', module_filter: 'EmailAddresses' },
    })
  })

  it.each([
    [{ viewed: 'Viewed' }, 'forwarded, complaint'],
    [{ complaint: 'C' }, 'told as forwarded is kept'],
    [{ complaint: 'C', forwarded: 'F' }, 'show forwards and complaints'],
  ])('says with the kinds %j of entries what the screens show', async (options, sentence) => {
    const line = scripted(
      good({ current_user: { acl: {} } }),
      ...modules.map((id) => good({ modules: { [id]: { fields: everyField } } })),
      good(options),
    )
    const { ok, checks } = await sugarCrm.check(line.vendor)
    expect(ok).toBe(true)
    expect(checks.find(({ name }) => name === 'words')!.sentence).toContain(sentence)
  })

  it('stops at the first answer that is none', async () => {
    const line = scripted({ status: 404, body: '<html>' })
    const { checks } = await sugarCrm.check(line.vendor)
    expect(checks).toMatchObject([{ name: 'connection', ok: false }])
    expect(checks[0]!.sentence).toContain('no REST service')
    const locked = scripted(failed(401, 'need_login'))
    expect((await sugarCrm.check(locked.vendor)).checks).toMatchObject([{ name: 'connection' }])
  })
})
