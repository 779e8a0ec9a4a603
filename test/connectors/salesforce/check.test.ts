import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { salesforce } from '../../../src/connectors/crm/salesforce/index.ts'
import { databaseOf, httpFor, lineTo, type OwnSettings, unproved } from './stage.ts'

describe('the check of Salesforce', () => {
  let sandbox: Sandbox
  let database: ReturnType<typeof databaseOf>
  beforeAll(async () => {
    sandbox = await startSandbox({ esp: 'salesforce', seed: 3 })
    database = databaseOf(sandbox)
  })
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  const check = (own: OwnSettings = {}) => salesforce.check(lineTo(sandbox, own))
  const lineOf = async (name: string, own: OwnSettings = {}) =>
    (await check(own)).checks.find((line) => line.name === name)

  it('names what is told of, by what this installation has', async () => {
    const name = 'cloupra__Interaction__c'
    expect(await lineOf(name)).toMatchObject({ ok: true })
    await database.install('practifi__')
    expect(await lineOf('practifi__Interaction__c')).toMatchObject({ ok: true })
    await database.uninstall()
    expect(await lineOf('Task')).toMatchObject({ ok: true })
    const wanted = await lineOf('records', { activityRecords: 'interaction' })
    expect(wanted).toMatchObject({ ok: false, remedy: expect.stringContaining('namespace') })
    await database.install('firm__')
    expect(await lineOf('Task')).toMatchObject({ ok: true })
    expect(await lineOf('firm__Interaction__c', { packagePrefix: 'firm__' })).toMatchObject({
      ok: true,
    })
    await database.install('cloupra__')
    expect(await lineOf('records', { activityRecords: 'none' })).toMatchObject({ ok: true })
    expect(await lineOf('Event', { activityRecords: 'event' })).toMatchObject({ ok: true })
  })

  it('names each thing that is missing in its own line, with a remedy', async () => {
    await database.rights('Contact', { hidden: ['HasOptedOutOfEmail', 'EmailBouncedDate'] })
    await database.rights('Lead', { query: false })
    await database.rights('CampaignMember', { create: false })
    const { ok, checks } = await check()
    expect(ok).toBe(false)
    const wrong = checks.filter((line) => !line.ok)
    expect(wrong.map((line) => line.name)).toEqual([
      'Lead',
      'Contact.HasOptedOutOfEmail',
      'CampaignMember, to write',
    ])
    for (const { remedy } of wrong) expect(remedy).toMatch(/\.$/)
  })

  it('reads nobody’s permission where opt-outs cannot be seen (trap 1)', async () => {
    await database.rights('Contact', { hidden: ['HasOptedOutOfEmail'] })
    const vendor = lineTo(sandbox)
    for (const read of [
      salesforce.contacts!.page(vendor, null),
      salesforce.suppressions!.page(vendor, null, null),
      salesforce.consent!.find(vendor, 'ada@client.example'),
    ]) {
      await expect(read).rejects.toMatchObject({ kind: 'forbidden', whoMustAct: 'you' })
    }
  })

  it('still reads people where fields of theirs are hidden', async () => {
    await database.rights('Contact', { hidden: ['Title', 'MailingCity', 'AccountId'] })
    const ask = { module: 'Contact', since: null }
    const { body } = await salesforce.people!.page(lineTo(sandbox), ask, null)
    const { rows, refused } = salesforce.people!.read(body, ask)
    expect(refused).toEqual([])
    expect(rows[0]).toMatchObject({ jobTitle: '', city: '', organization: null })
  })

  it('does not sign in with another secret, and says what to look at', async () => {
    const wrong = salesforce.keys!.open!(unproved(sandbox), { clientSecret: 'wrong' })
    await expect(wrong).rejects.toMatchObject({ kind: 'unauthorised', whoMustAct: 'you' })
  })
})
