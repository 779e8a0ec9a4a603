import { describe, expect, it } from 'vitest'
import { sugarCrm } from '../../../src/connectors/crm/sugarcrm/index.ts'
import type { OpenCampaign, ToldTarget } from '../../../src/connectors/index.ts'
import { campaignNamed, moreOf, type Person, SENT_AT, targetOf } from '../told-targets.ts'
import { failed, type Fields, found, good, scripted } from './line.ts'

const { openCampaign, tell, shows, limits } = sugarCrm.activities!

const campaign: OpenCampaign = { ...campaignNamed('Spring'), id: campaignNamed('Spring').mark }
const ada: Person = { module: 'Contacts', recordId: 'c-1', address: 'ada@client.example' }

const there = (...ids: string[]) => found(ids.map((id) => ({ id })))
const marksOf = (...targets: ToldTarget[]) =>
  targets.flatMap(({ activities }) => activities.map(({ mark }) => mark))
const ok = (id: string) => ({ status: 200, contents: { id }, headers: [] })
const no = (status: number, error: string, error_message: unknown = '') => ({
  status,
  contents: { error, error_message },
})
const saved = (...marks: string[]) => good(marks.map(ok))

interface Sent {
  url: string
  method: string
  data: string
}

/** The requests of a bulk, as [method and path, record]. */
const requestsOf = ({ json }: { json: Fields }) =>
  (json['requests'] as Sent[]).map(
    ({ url, method, data }) => [`${method} ${url}`, JSON.parse(data) as Fields] as const,
  )
const recordsOf = (asked: { json: Fields }) => requestsOf(asked).map(([, record]) => record)

describe('a campaign of SugarCRM', () => {
  it('is made with its mark for an id, and says what must be said', async () => {
    const line = scripted(found([]), good({ id: campaign.mark }))
    const name = 'Spring briefing, on what the courts of appeal have decided since'
    const told = { ...campaign, id: null, name, subject: 'News  of\nspring' }
    expect(await openCampaign!(line.vendor, told)).toEqual({ id: campaign.mark })
    const [look, make] = line.asked()
    expect(look!.json).toMatchObject({ filter: [{ id: { $in: [campaign.mark] } }], deleted: true })
    expect(make!.asked).toBe('POST Campaigns')
    expect(make!.json).toEqual({
      id: campaign.mark,
      name: 'Spring briefing, on what the courts of appeal have',
      start_date: '2026-03-02',
      end_date: '2026-03-02',
      content: `Subject: News of spring\nTold by Homing (${campaign.mark}).`,
      campaign_type: 'Email',
      status: 'Complete',
    })
  })

  const held = (fields: Fields = {}) =>
    found([
      {
        id: campaign.mark,
        name: 'Spring',
        start_date: '2026-03-02',
        content: `Subject: About Spring\r\nTold by Homing (${campaign.mark}).`,
        deleted: false,
        ...fields,
      },
    ])

  it('is left alone where it says so already', async () => {
    const line = scripted(held())
    await openCampaign!(line.vendor, campaign)
    expect(line.asked()).toHaveLength(1)
  })

  it('is renamed, and keeps the status that somebody gave it', async () => {
    const line = scripted(held({ name: 'Draft' }), good({ id: campaign.mark }))
    await openCampaign!(line.vendor, campaign)
    const { asked, json } = line.asked()[1]!
    expect(asked).toBe(`PUT Campaigns/${campaign.mark}`)
    expect(Object.keys(json)).toEqual(['name', 'start_date', 'end_date', 'content'])
  })

  it('that was deleted there is not brought back (trap 7)', async () => {
    const line = scripted(held({ deleted: true }))
    await expect(openCampaign!(line.vendor, campaign)).rejects.toMatchObject({
      kind: 'refused',
      whoMustAct: 'you',
    })
    expect(line.asked()).toHaveLength(1)
  })

  it('that got another id would not be found again (trap 10)', async () => {
    const line = scripted(found([]), good({ id: 'x' }))
    await expect(openCampaign!(line.vendor, campaign)).rejects.toMatchObject({ kind: 'refused' })
  })
})

describe('entries of a campaign’s log', () => {
  it('say what happened first when, how often, and of which record', async () => {
    const target = targetOf(campaign, ada, ['sent', 'open', 'click', 'forward'])
    const line = scripted(there('c-1'), saved(...marksOf(target)))
    expect(await tell(line.vendor, campaign, [target])).toEqual([{ status: 'taken' }])
    const sent = requestsOf(line.asked()[1]!)
    expect(sent.map(([asked]) => asked)).toEqual(Array(4).fill('POST v11_20/CampaignLog'))
    expect(
      sent.map(([, one]) => [one['activity_type'], one['activity_date'], one['hits']]),
    ).toEqual([
      ['targeted', '2026-03-02T10:00:31+00:00', 1],
      ['viewed', '2026-03-02T10:01:31+00:00', 2],
      ['link', '2026-03-02T10:02:31+00:00', 1],
      ['forwarded', '2026-03-02T10:03:31+00:00', 1],
    ])
    expect(sent[0]![1]).toEqual({
      id: target.activities[0]!.mark,
      campaign_id: campaign.id,
      target_id: 'c-1',
      target_type: 'Contacts',
      activity_type: 'targeted',
      activity_date: '2026-03-02T10:00:31+00:00',
      hits: 1,
      archived: false,
      more_information: 'ada@client.example',
    })
  })

  it('are cut before SugarCRM cuts them (trap 6)', async () => {
    const target = targetOf(campaign, ada, ['opt_out'])
    target.activities[0]!.reason = `${'ö'.repeat(99)}😀 and more`
    const line = scripted(there('c-1'), saved(...marksOf(target)))
    await tell(line.vendor, campaign, [target])
    expect(recordsOf(line.asked()[1]!)).toMatchObject([{ more_information: `${'ö'.repeat(99)}😀` }])
  })

  it.each([
    ['soft', 'send error'],
    ['other', 'send error'],
    ['hard', 'invalid email'],
  ] as const)('call a %s bounce “%s”, at its last time', async (kind, word) => {
    const target = targetOf(campaign, ada, ['bounce'])
    const [bounce] = target.activities
    Object.assign(bounce!, { lastAt: SENT_AT + 3_600_000, bounce: { class: kind, code: '550' } })
    const line = scripted(there('c-1'), saved(...marksOf(target)))
    await tell(line.vendor, campaign, [target])
    expect(recordsOf(line.asked()[1]!)).toMatchObject([
      {
        activity_type: word,
        activity_date: '2026-03-02T11:00:31+00:00',
        more_information: '550',
      },
    ])
  })

  it('are written over where they are there, and made where they are not', async () => {
    const target = moreOf(targetOf(campaign, ada, ['sent', 'open']))
    const [, open, click] = target.activities
    const known = found([{ id: open!.mark, deleted: false }])
    const line = scripted(there('c-1'), known, saved(open!.mark, click!.mark))
    expect(await tell(line.vendor, campaign, [target])).toEqual([{ status: 'taken' }])
    expect(line.asked()[1]).toMatchObject({
      asked: 'POST CampaignLog/filter',
      json: { deleted: true },
    })
    const sent = requestsOf(line.asked()[2]!)
    expect(sent.map(([asked, one]) => [asked, one['activity_type'], one['id']])).toEqual([
      [`PUT v11_20/CampaignLog/${open!.mark}`, 'viewed', undefined],
      ['POST v11_20/CampaignLog', 'link', click!.mark],
    ])
  })

  it('that somebody deleted there are not brought back, nor is anything told beside them (trap 7)', async () => {
    const [first, second] = ['c-1', 'c-2'].map((recordId) => ({
      ...targetOf(campaign, { ...ada, recordId }),
      wasTold: true,
    }))
    const gone = found([{ id: first!.activities[0]!.mark, deleted: true }])
    const line = scripted(there('c-1', 'c-2'), gone, saved(...marksOf(second!)))
    expect(await tell(line.vendor, campaign, [first!, second!])).toMatchObject([
      { status: 'refused' },
      { status: 'taken' },
    ])
    expect(recordsOf(line.asked()[2]!)).toHaveLength(2)
  })

  it('are refused one by one, in words without an address (traps 9 and 10)', async () => {
    const targets = ['c-1', 'c-2', 'c-3', 'c-4'].map((recordId) =>
      targetOf(campaign, { ...ada, recordId }, ['sent']),
    )
    const [one] = marksOf(...targets)
    const line = scripted(
      there('c-1', 'c-2', 'c-3', 'c-4'),
      good([
        ok(one!),
        no(422, 'invalid_parameter', 'Not ada@client.example'),
        no(403, 'not_authorized'),
        ok('another'),
      ]),
    )
    const outcomes = await tell(line.vendor, campaign, targets)
    expect(outcomes.map(({ status }) => status)).toEqual(['taken', 'refused', 'refused', 'refused'])
    const sentences = outcomes.flatMap((told) => ('sentence' in told ? told.sentence : []))
    expect(sentences[0]).toContain('invalid_parameter')
    for (const sentence of sentences) expect(sentence).not.toContain('@')
  })

  it.each([
    [no(500, 'fatal_error'), 'temporary'],
    [no(401, 'invalid_grant'), 'unauthorised'],
    [{ contents: {} }, 'unreadable'],
  ])('of a bulk with %j in it are not known to be told', async (outcome, kind) => {
    const line = scripted(there('c-1'), good([outcome]))
    const target = targetOf(campaign, ada, ['sent'])
    await expect(tell(line.vendor, campaign, [target])).rejects.toMatchObject({ kind })
    const short = scripted(there('c-1'), good([]))
    await expect(tell(short.vendor, campaign, [target])).rejects.toMatchObject({
      kind: 'unreadable',
    })
  })

  it('go in bulks of 50, and an id that cannot be one is never asked for', async () => {
    const targets = Array.from({ length: limits.targetsMax }, (_, at) =>
      targetOf(campaign, { ...ada, recordId: `c-${at}` }, ['sent']),
    )
    targets[7]!.recordId = '../c-7'
    const told = targets.filter((one) => one !== targets[7])
    const marks = marksOf(...told)
    const bulks = [0, 50, 100, 150].map((from) => saved(...marks.slice(from, from + 50)))
    const line = scripted(there(...told.map(({ recordId }) => recordId)), ...bulks)
    const outcomes = await tell(line.vendor, campaign, targets)
    expect(outcomes[7]).toMatchObject({ status: 'refused' })
    expect(outcomes.filter(({ status }) => status === 'taken')).toHaveLength(199)
    const [look, ...sent] = line.asked()
    expect(JSON.stringify(look!.json)).not.toContain('../')
    expect(sent.map((one) => recordsOf(one).length)).toEqual([50, 50, 50, 49])
  })

  it('are sent once where they are new, and again where they are not', async () => {
    const target = targetOf(campaign, ada)
    const marks = marksOf(target)
    const made = scripted(there('c-1'), { status: 503 }, saved(...marks))
    await expect(tell(made.vendor, campaign, [target])).rejects.toMatchObject({ kind: 'temporary' })
    expect(made.asked()).toHaveLength(2)
    const known = found(marks.map((id) => ({ id, deleted: false })))
    const told = scripted(there('c-1'), known, { status: 503 }, saved(...marks))
    const again = { ...target, wasTold: true }
    expect(await tell(told.vendor, campaign, [again])).toEqual([{ status: 'taken' }])
    expect(told.asked()).toHaveLength(4)
  })

  it('are told of nobody where a condition was passed over (trap 2)', async () => {
    const line = scripted(there('c-1', 'c-9'), failed(500, 'never'))
    await expect(tell(line.vendor, campaign, [targetOf(campaign, ada)])).rejects.toMatchObject({
      kind: 'unreadable',
    })
    expect(line.asked()).toHaveLength(1)
  })
})

describe('reading back', () => {
  const target = targetOf(campaign, ada, ['open'])
  const entry = (fields: Fields = {}) => ({
    id: target.activities[0]!.mark,
    campaign_id: campaign.id,
    target_id: 'c-1',
    activity_type: 'viewed',
    activity_date: '2026-03-02T05:00:31-05:00',
    hits: 2,
    ...fields,
  })

  it.each<[string, Fields[], boolean]>([
    ['what was told', [entry()], true],
    ['what counts more', [entry({ hits: 3 })], true],
    ['nothing', [], false],
    ['less', [entry({ hits: 1 })], false],
    ['no moment (trap 5)', [entry({ activity_date: '' })], false],
    ['another kind (trap 5)', [entry({ activity_type: 'link' })], false],
    ['another record', [entry({ target_id: 'c-2' })], false],
    ['another campaign', [entry({ campaign_id: 'x' })], false],
  ])('of %s', async (_, entries, is) => {
    const line = scripted(found(entries))
    expect(await shows(line.vendor, campaign, [target])).toEqual([is])
    expect(line.asked()[0]!.json).not.toHaveProperty('deleted')
  })
})
