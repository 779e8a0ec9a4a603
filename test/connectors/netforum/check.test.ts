import { describe, expect, it } from 'vitest'
import { errors } from '../../../src/connectors/crm/netforum/errors.ts'
import { netForum } from '../../../src/connectors/crm/netforum/index.ts'
import { judgeAnswer, secretKeysOf } from '../../../src/connectors/index.ts'
import { envelope, type Fields, lineWith, rows, scripted, SETTINGS, SITE } from './line.ts'
import { fault } from './stage.ts'

const ACTION_TYPES =
  '<Results recordReturn="1"><Result><cat_key>909b5d5b-b451-449b-a539-547653322849</cat_key>'
  + '<cat_action_code>Link Click</cat_action_code></Result></Results>'

const judge = (status: number, body: string) =>
  judgeAnswer('netFORUM', errors, {
    status,
    headers: new Headers(),
    body: body === '' ? undefined : netForum.parse!(new TextEncoder().encode(body)),
    now: 0,
  })

describe('errors of netFORUM', () => {
  it.each([
    [500, fault('InvalidToken', 'Invalid Token'), 'unauthorised', 'you'],
    [500, fault('InvalidCredentials', 'Invalid Credentials Supplied'), 'unauthorised', 'you'],
    [500, fault('LockedCredentials', 'Credentials Locked Out'), 'forbidden', 'you'],
    [500, fault('System', 'Access denied'), 'forbidden', 'you'],
    [500, fault('System', 'Transaction was chosen as a deadlock victim'), 'temporary', 'vendor'],
    [500, fault('System', 'Invalid Parameters.', 'Invalid column'), 'refused', 'homing'],
    [503, fault('System', 'An error occurred'), 'temporary', 'vendor'],
    [500, '', 'temporary', 'vendor'],
    [404, '', 'unreadable', 'you'],
  ])('of %i %s are %s, and %s must act', (status, body, kind, whoMustAct) => {
    expect(judge(status, body)).toMatchObject({ kind, whoMustAct })
  })
})

describe('settings of netFORUM', () => {
  const given = { siteUrl: SITE, username: 'xweb', password: 'secret' }
  const { settings } = netForum

  it('are an address, a user and a password, which is sealed', () => {
    expect(secretKeysOf(netForum)).toEqual(['password'])
    const usual = { timeZone: 'UTC', ownerColumn: '', requestsPerSecond: 4 }
    expect(settings.parse(given)).toEqual({ ...given, ...usual })
    // However fast, one after the other: each carries the token the last one brought.
    const pace = netForum.pace({ ...SETTINGS, requestsPerSecond: 20 })
    expect(pace).toMatchObject({ perSecond: 20, concurrency: 1 })
  })

  it.each(['', '/xweb', '/xweb/secure/netForumXML.asmx', '/xWeb/Secure/netForumXML.asmx'])(
    'ask the one address, %s or not behind the site',
    (behind) => {
      const urls = netForum.baseUrls({ ...SETTINGS, siteUrl: `${SITE}${behind}` })
      expect(urls).toEqual([`${SITE}/xweb/secure/netForumXML.asmx`])
    },
  )

  it.each([
    { timeZone: 'Eastern' },
    { ownerColumn: 'eml_address' },
    { ownerColumn: 'cst_key from co_customer --' },
  ])('take no %j', (more) => {
    expect(settings.safeParse({ ...given, ...more }).success).toBe(false)
  })
})

describe('the check of netFORUM', () => {
  const told = (operation: string, result: string) => ({
    status: 200,
    body: envelope(operation, result),
  })
  const objects = ['Organization', 'Individual', 'IndividualEmail', 'CustomerMessagingActivity']
  const time = (text: string) => told('GetDateTime', text)
  const type = (name: string) =>
    `<MailingList><primary_key>k-1</primary_key><name>${name}</name></MailingList>`
  const column = (name: string, kind: string, width: string) =>
    `<Column><mdc_name>${name}</mdc_name><mdc_data_type>${kind}</mdc_data_type>`
    + `<mdc_width_max>${width}</mdc_width_max></Column>`
  const answers = (
    more: { at?: string; columns?: string; codes?: Fields[]; types?: string } = {},
  ) => {
    const { at = '2026-06-01T12:00:00', columns = '', codes = [], types = '' } = more
    return [
      ...objects.map((object) => rows(object)),
      time(at),
      told('GetSubscriptionMailingTypes', types),
      told('GetPromotionalMailingTypes', ''),
      told('GetActionTypeList', ACTION_TYPES),
      told('GetQueryDefinition', `<ListTable><Columns>${columns}</Columns></ListTable>`),
      rows('CustomerMessagingActivity', ...codes),
    ]
  }
  const checked = async (...outcomes: ReturnType<typeof answers>) => {
    const { ok, checks } = await netForum.check(scripted(...outcomes).vendor)
    const line = (name: string) => checks.find((one) => one.name === name)!
    return { ok, checks, line }
  }

  it('is well where each object has the columns', async () => {
    const { ok, checks } = await checked(...answers())
    expect(ok).toBe(true)
    const names = [...objects, 'clock', 'mailing_types', 'action_types', 'marks', 'codes']
    expect(checks.map(({ name }) => name)).toEqual(names)
  })

  it('names each object that is missing, with what to do', async () => {
    const all = answers()
    all[1] = { status: 500, body: fault('System', 'Invalid Parameters.', 'No object') }
    const { ok, line } = await checked(...all)
    expect(ok).toBe(false)
    expect(line('Individual')).toMatchObject({ ok: false, remedy: expect.stringMatching(/\.$/) })
    expect(line('Organization').ok).toBe(true)
  })

  it('sees a server whose clock is in another zone than was told', async () => {
    const { line } = await checked(...answers({ at: '2026-06-01T08:00:00' }))
    expect(line('clock')).toMatchObject({
      ok: false,
      sentence: expect.stringContaining('240 minutes behind'),
    })
    const eastern = { ...SETTINGS, timeZone: 'America/New_York' }
    const { vendor } = lineWith(eastern, answers({ at: '2026-06-01T08:00:00' }))
    expect((await netForum.check(vendor)).ok).toBe(true)
  })

  it.each([
    ['int', ''],
    ['nvarchar', '20'],
  ])('sees ids that are %s %s, and cannot hold ours', async (kind, width) => {
    const columns = column('cma_activity_id', kind, width) + column('cma_key', 'av_key', '')
    const { line } = await checked(...answers({ columns }))
    expect(line('marks')).toMatchObject({
      ok: false,
      sentence: expect.stringContaining('cma_activity_id cannot hold'),
    })
  })

  it('says which codes others write, and which types of mailing there are', async () => {
    const codes = ['Sent', 'Click Through', 'Click Through'].map((cma_activity_code) => ({
      cma_activity_code,
    }))
    const { ok, line } = await checked(...answers({ codes, types: type('Client letter') }))
    expect(ok).toBe(true)
    expect(line('codes').sentence).toContain('does not: Click Through.')
    expect(line('action_types').sentence).toContain('is told: Link Click.')
    expect(line('mailing_types').sentence).toContain('Client letter (k-1)')
  })

  it('stops at the first answer that is none', async () => {
    const { checks } = await checked({ status: 404, body: '' })
    expect(checks).toMatchObject([{ name: 'connection', ok: false }])
  })
})
