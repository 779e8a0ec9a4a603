import { describe, expect, it } from 'vitest'
import { suiteCrm } from '../../../src/connectors/crm/suitecrm/index.ts'
import type { OpenCampaign, ToldTarget } from '../../../src/connectors/index.ts'
import { campaignNamed, moreOf, type Person, SENT_AT, targetOf } from '../told-targets.ts'
import { type Asked, entryList, type Fields, good, scripted } from './line.ts'

const { openCampaign, tell, shows, limits } = suiteCrm.activities!

const campaign: OpenCampaign = { ...campaignNamed('Spring'), id: campaignNamed('Spring').mark }
const ada: Person = { module: 'Contacts', recordId: 'c-1', address: 'ada@client.example' }

const found = (module: string, ...records: Fields[]) => good(entryList(module, records))
const there = (...ids: string[]) => found('Contacts', ...ids.map((id) => ({ id })))
const saved = (...targets: ToldTarget[]) =>
  good({ ids: targets.flatMap(({ activities }) => activities.map(({ mark }) => mark)) })

/** Records of a set_entries, as {field: value}. */
function recordsOf({ method, args }: Asked): Fields[] {
  expect(method).toBe('set_entries')
  const lists = args['name_value_lists'] as { name: string; value: string }[][]
  return lists.map((list) => Object.fromEntries(list.map(({ name, value }) => [name, value])))
}

describe('a campaign of SuiteCRM', () => {
  it('is made with its mark for an id, and says what must be said', async () => {
    const line = scripted(found('Campaigns'), good({ ids: [campaign.mark] }))
    const name = 'Spring briefing, on what the courts of appeal have decided since'
    const told = { ...campaign, id: null, name, subject: 'News  of\nspring' }
    expect(await openCampaign!(line.vendor, told)).toEqual({ id: campaign.mark })
    const [look, make] = line.asked()
    expect(look!.args).toMatchObject({
      query: `campaigns.id in ('${campaign.mark}')`,
      deleted: 1,
    })
    expect(recordsOf(make!)).toEqual([
      {
        id: campaign.mark,
        new_with_id: '1',
        name: 'Spring briefing, on what the courts of appeal have',
        start_date: '2026-03-02',
        end_date: '2026-03-02',
        content: `Subject: News of spring\nTold by Homing (${campaign.mark}).`,
        campaign_type: 'Email',
        status: 'Complete',
      },
    ])
  })

  const held = (fields: Fields = {}) =>
    found('Campaigns', {
      id: campaign.mark,
      name: 'Spring',
      start_date: '2026-03-02',
      content: `Subject: About Spring\r\nTold by Homing (${campaign.mark}).`,
      deleted: '0',
      ...fields,
    })

  it('is left alone where it says so already', async () => {
    const line = scripted(held())
    await openCampaign!(line.vendor, campaign)
    expect(line.asked()).toHaveLength(1)
  })

  it('is renamed, and keeps the status that somebody gave it', async () => {
    const line = scripted(held({ name: 'Draft' }), good({ ids: [campaign.mark] }))
    await openCampaign!(line.vendor, campaign)
    const [record] = recordsOf(line.asked()[1]!)
    expect(record).toMatchObject({ id: campaign.mark, name: 'Spring' })
    expect(Object.keys(record!)).toEqual(['id', 'name', 'start_date', 'end_date', 'content'])
  })

  it('that was deleted there is not brought back', async () => {
    const line = scripted(held({ deleted: '1' }))
    await expect(openCampaign!(line.vendor, campaign)).rejects.toMatchObject({
      kind: 'refused',
      whoMustAct: 'you',
    })
    expect(line.asked()).toHaveLength(1)
  })

  it('that the user may not make is no campaign', async () => {
    const line = scripted(found('Campaigns'), good({ ids: [] }))
    await expect(openCampaign!(line.vendor, campaign)).rejects.toMatchObject({ kind: 'forbidden' })
  })
})

describe('entries of a campaign’s log', () => {
  it('say what happened first when, how often, and of which record (trap 3)', async () => {
    const target = targetOf(campaign, ada, ['sent', 'open', 'click', 'forward'])
    const line = scripted(there('c-1'), saved(target))
    expect(await tell(line.vendor, campaign, [target])).toEqual([{ status: 'taken' }])
    const records = recordsOf(line.asked()[1]!)
    expect(records.map((one) => [one['activity_type'], one['activity_date'], one['hits']])).toEqual(
      [
        ['targeted', '2026-03-02 10:00:31', '1'],
        ['viewed', '2026-03-02 10:01:31', '2'],
        ['link', '2026-03-02 10:02:31', '1'],
        ['forwarded', '2026-03-02 10:03:31', '1'],
      ],
    )
    expect(records[0]).toEqual({
      id: target.activities[0]!.mark,
      new_with_id: '1',
      campaign_id: campaign.id,
      target_id: 'c-1',
      target_type: 'Contacts',
      activity_type: 'targeted',
      activity_date: '2026-03-02 10:00:31',
      hits: '1',
      archived: '0',
      more_information: 'ada@client.example',
    })
  })

  it('are cut before SuiteCRM cuts them (trap 7)', async () => {
    const target = targetOf(campaign, ada, ['opt_out'])
    target.activities[0]!.reason = `${'ö'.repeat(99)}😀 and more`
    const line = scripted(there('c-1'), saved(target))
    await tell(line.vendor, campaign, [target])
    const [record] = recordsOf(line.asked()[1]!)
    expect(record!['more_information']).toBe(`${'ö'.repeat(99)}😀`)
  })

  it.each([
    ['soft', 'send error'],
    ['other', 'send error'],
    ['hard', 'invalid email'],
  ] as const)('call a %s bounce “%s”, at its last time', async (kind, word) => {
    const target = targetOf(campaign, ada, ['bounce'])
    const [bounce] = target.activities
    Object.assign(bounce!, { lastAt: SENT_AT + 3_600_000, bounce: { class: kind, code: '550' } })
    const line = scripted(there('c-1'), saved(target))
    await tell(line.vendor, campaign, [target])
    expect(recordsOf(line.asked()[1]!)).toMatchObject([
      { activity_type: word, activity_date: '2026-03-02 11:00:31', more_information: '550' },
    ])
  })

  it('are written over where they are there, and made where they are not', async () => {
    const target = moreOf(targetOf(campaign, ada, ['sent', 'open']))
    const [, open] = target.activities
    const known = found('CampaignLog', { id: open!.mark, deleted: '0' })
    const line = scripted(there('c-1'), known, saved(target))
    await tell(line.vendor, campaign, [{ ...target, activities: target.activities }])
    expect(line.asked()[1]!.args).toMatchObject({ module_name: 'CampaignLog', deleted: 1 })
    const records = recordsOf(line.asked()[2]!)
    expect(records.map((one) => [one['activity_type'], one['new_with_id']])).toEqual([
      ['viewed', undefined],
      ['link', '1'],
    ])
  })

  it('that somebody deleted there are not brought back, nor is anything told beside them', async () => {
    const [first, second] = ['c-1', 'c-2'].map((recordId) => ({
      ...targetOf(campaign, { ...ada, recordId }),
      wasTold: true,
    }))
    const gone = found('CampaignLog', { id: first!.activities[0]!.mark, deleted: '1' })
    const line = scripted(there('c-1', 'c-2'), gone, saved(second!))
    const outcomes = await tell(line.vendor, campaign, [first!, second!])
    expect(outcomes).toMatchObject([{ status: 'refused' }, { status: 'taken' }])
    expect(recordsOf(line.asked()[2]!)).toHaveLength(2)
  })

  it('that SuiteCRM does not say it saved are refused, and the others are not', async () => {
    const both = ['c-1', 'c-2'].map((recordId) => targetOf(campaign, { ...ada, recordId }))
    const line = scripted(there('c-1', 'c-2'), saved(both[1]!))
    expect(await tell(line.vendor, campaign, both)).toMatchObject([
      { status: 'refused', sentence: expect.stringMatching(/\.$/) },
      { status: 'taken' },
    ])
  })

  it('go in batches of 200, and an id that cannot be one never reaches a condition', async () => {
    const targets = Array.from({ length: limits.targetsMax }, (_, at) =>
      targetOf(campaign, { ...ada, recordId: `c-${at}` }, ['sent', 'open', 'click']),
    )
    targets[7]!.recordId = "c-7' or '1' = '1"
    const ids = targets.map(({ recordId }) => recordId)
    const line = scripted(there(...ids), saved(...targets))
    const outcomes = await tell(line.vendor, campaign, targets)
    expect(outcomes[7]).toMatchObject({ status: 'refused' })
    expect(outcomes.filter(({ status }) => status === 'taken')).toHaveLength(199)
    const [look, ...batches] = line.asked()
    expect(look!.args['query']).not.toContain('1 =')
    expect(batches.map((one) => recordsOf(one).length)).toEqual([200, 200, 197])
  })

  it('are sent once where they are new, and again where they are not', async () => {
    const target = targetOf(campaign, ada)
    const made = scripted(there('c-1'), { status: 503 }, saved(target))
    await expect(tell(made.vendor, campaign, [target])).rejects.toMatchObject({ kind: 'temporary' })
    expect(made.asked()).toHaveLength(2)
    const known = found('CampaignLog', ...target.activities.map(({ mark }) => ({ id: mark })))
    const told = scripted(there('c-1'), known, { status: 503 }, saved(target))
    const again = { ...target, wasTold: true }
    expect(await tell(told.vendor, campaign, [again])).toEqual([{ status: 'taken' }])
    expect(told.asked()).toHaveLength(4)
  })
})

describe('reading back', () => {
  const target = targetOf(campaign, ada, ['open'])
  const entry = (fields: Fields = {}) => ({
    id: target.activities[0]!.mark,
    campaign_id: campaign.id,
    target_id: 'c-1',
    activity_type: 'viewed',
    activity_date: '2026-03-02 10:00:31',
    hits: '2',
    ...fields,
  })

  it.each<[string, Fields[], boolean]>([
    ['what was told', [entry()], true],
    ['what counts more', [entry({ hits: '3' })], true],
    ['nothing', [], false],
    ['less', [entry({ hits: '1' })], false],
    ['no moment (trap 3)', [entry({ activity_date: '' })], false],
    ['another kind', [entry({ activity_type: 'link' })], false],
    ['another record', [entry({ target_id: 'c-2' })], false],
    ['another campaign', [entry({ campaign_id: 'x' })], false],
  ])('of %s', async (_, entries, is) => {
    const line = scripted(found('CampaignLog', ...entries))
    expect(await shows(line.vendor, campaign, [target])).toEqual([is])
    expect(line.asked()[0]!.args['deleted']).toBe(0)
  })
})
