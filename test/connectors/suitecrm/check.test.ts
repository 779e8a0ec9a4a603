import { describe, expect, it } from 'vitest'
import { errors } from '../../../src/connectors/crm/suitecrm/errors.ts'
import { suiteCrm } from '../../../src/connectors/crm/suitecrm/index.ts'
import {
  isErrorInBody,
  judgeAnswer,
  secretKeysOf,
  settingsSchemaOf,
} from '../../../src/connectors/index.ts'
import { entryList, failed, good, scripted, SETTINGS, SITE } from './line.ts'

const told = (number: number | string) => ({ name: 'X', number, description: 'Y' })
const judge = (status: number, body: unknown) =>
  judgeAnswer('SuiteCRM', errors, { status, headers: new Headers(), body, now: 0 })

describe('errors of SuiteCRM', () => {
  it.each<[number, unknown, string, string]>([
    [200, told(10), 'unauthorised', 'you'],
    [200, told(11), 'unauthorised', 'you'],
    [200, told(1012), 'unauthorised', 'you'],
    [200, told(1008), 'forbidden', 'you'],
    [200, told(1009), 'forbidden', 'you'],
    [200, told(40), 'forbidden', 'you'],
    [200, told(20), 'not_found', 'you'],
    [200, told(1001), 'refused', 'homing'],
    [200, told('-1'), 'refused', 'homing'],
    [404, undefined, 'unreadable', 'you'],
    [500, undefined, 'temporary', 'vendor'],
  ])('of %i %j are %s, and %s must act', (status, body, kind, whoMustAct) => {
    expect(judge(status, body)).toMatchObject({ kind, whoMustAct })
    if (status === 200) expect(isErrorInBody(errors, { status, body: () => body })).toBe(true)
  })

  it.each([
    [{ id: 's-1', module_name: 'Users' }],
    [entryList('Contacts', [{ id: 'c-1', name: 'Ann', number: '11' }])],
    [{ ...told(0), name: 'No Error' }],
    [{ number: 11 }],
    [null],
    [undefined],
  ])('are not seen in %j', (body) => {
    expect(isErrorInBody(errors, { status: 200, body: () => body })).toBe(false)
  })

  it('have a row that can be reached for each line', () => {
    const bodies = [10, 11, 1008, 1009, 40, 20, 1000].map(told)
    const reached = new Set(bodies.map((body) => judge(200, body).message))
    reached.add(judge(404, undefined).message)
    expect(reached.size).toBe(errors.length)
  })
})

describe('settings of SuiteCRM', () => {
  const { settings } = suiteCrm
  const given = { siteUrl: SITE, username: 'ada', password: 'secret' }

  it('are an address, a user and a password, which is sealed', () => {
    expect(secretKeysOf(suiteCrm)).toEqual(['password'])
    expect(settingsSchemaOf(suiteCrm)['required']).toEqual(['siteUrl', 'username', 'password'])
    expect(settings.parse({ ...given, siteUrl: ` ${SITE}/ ` })).toMatchObject(given)
  })

  it('say how fast a server is asked that limits nothing itself; slowly, unless told', () => {
    const pace = (more: object) => suiteCrm.pace({ ...SETTINGS, ...more }).perSecond
    expect(pace({})).toBe(4)
    expect(pace({ requestsPerSecond: 20 })).toBe(20)
    expect(settings.safeParse({ ...given, requestsPerSecond: 201 }).success).toBe(false)
  })

  it.each(['', 'crm.firm.example', `${SITE}/index.php?module=Home`, 'https://a:b@c.example'])(
    'take no %j for an address',
    (siteUrl) => expect(settings.safeParse({ ...given, siteUrl }).success).toBe(false),
  )

  it.each(['', '/index.php', '/service/v4_1/rest.php'])(
    'ask the one address of the service, %s or not behind the site',
    (behind) => {
      const urls = suiteCrm.baseUrls({ ...SETTINGS, siteUrl: `${SITE}/legacy${behind}` })
      expect(urls).toEqual([`${SITE}/legacy/service/v4_1/rest.php`])
    },
  )
})

describe('the check of SuiteCRM', () => {
  const module = good({ module_name: 'X', module_fields: {} })
  const user = (is_admin: unknown) => good(entryList('Users', [{ id: 'u-1', is_admin }]))

  const words = (...names: string[]) =>
    good({
      module_name: 'CampaignLog',
      module_fields: {
        activity_type: {
          name: 'activity_type',
          type: 'enum',
          options: Object.fromEntries(names.map((name) => [name, { name, value: name }])),
        },
      },
    })

  it('is well where each module is there and the user is an administrator', async () => {
    const line = scripted(...Array(8).fill(module), words('viewed'), user('1'))
    const health = await suiteCrm.check(line.vendor)
    expect(health).toMatchObject({ ok: true, account: 'ada at crm.firm.example' })
    expect(health.checks.map(({ name }) => name)).toEqual([
      'EmailAddresses',
      'Accounts',
      'Contacts',
      'Leads',
      'Prospects',
      'ProspectLists',
      'Campaigns',
      'CampaignLog',
      'words',
      'opt_outs',
      'activities',
    ])
    expect(line.asked()[0]).toEqual({
      method: 'get_module_fields',
      args: {
        session: 's-1',
        module_name: 'EmailAddresses',
        fields: ['id', 'date_modified'],
      },
    })
  })

  it('names each right that is missing, with what to do', async () => {
    const denied = failed(40, 'Access Denied')
    const gone = failed(20, 'Module Does Not Exist')
    const rest = [...Array(4).fill(module), words(), user('0')]
    const line = scripted(module, denied, module, gone, ...rest)
    const { ok, checks } = await suiteCrm.check(line.vendor)
    expect(ok).toBe(false)
    const bad = checks.filter((line) => !line.ok)
    expect(bad.map(({ name }) => name)).toEqual(['Accounts', 'Leads', 'opt_outs', 'activities'])
    for (const { sentence, remedy } of bad) {
      expect(sentence).toMatch(/\.$/)
      expect(remedy).toMatch(/\.$/)
    }
  })

  it('says nothing of rights that are not told', async () => {
    const line = scripted(...Array(8).fill(module), words(), failed(40, 'Access Denied'))
    expect(await suiteCrm.check(line.vendor)).toMatchObject({ ok: true })
  })

  it.each([
    [['viewed'], 'forwarded, complaint'],
    [['viewed', 'complaint'], 'told as forwarded is kept'],
    [['viewed', 'complaint', 'forwarded'], 'show forwards and complaints'],
  ])('says with the kinds %j of entries what the screens show', async (names, sentence) => {
    const line = scripted(...Array(8).fill(module), words(...names), user('1'))
    const { ok, checks } = await suiteCrm.check(line.vendor)
    expect(ok).toBe(true)
    expect(checks.find(({ name }) => name === 'words')!.sentence).toContain(sentence)
  })

  it('stops at the first answer that is none', async () => {
    const line = scripted({ status: 404 })
    const { checks } = await suiteCrm.check(line.vendor)
    expect(checks).toMatchObject([{ name: 'connection', ok: false }])
    expect(checks[0]!.sentence).toContain('no service of SuiteCRM')
    expect(line.asked()).toHaveLength(1)
  })
})
