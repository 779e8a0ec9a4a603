import { describe, expect, it } from 'vitest'
import { salesforce } from '../../../src/connectors/crm/salesforce/index.ts'
import type { OpenCampaign } from '../../../src/connectors/index.ts'
import { campaignNamed, moreOf, type Person, targetOf } from '../told-targets.ts'
import { failed, type Fields, found, idOf, scripted, written } from './line.ts'

const { openCampaign, tell, tellTotals, shows, limits } = salesforce.activities!

const CAMPAIGN = idOf('701', 1)
const told = campaignNamed('Spring')
const campaign: OpenCampaign = { ...told, id: CAMPAIGN }
const person = (at: number, module = 'Contact'): Person => ({
  module,
  recordId: idOf(module === 'Contact' ? '003' : '00Q', at),
  address: 'ada@client.example',
})
const ada = person(1)

const there = (...people: Person[]) => found(...people.map(({ recordId }) => ({ Id: recordId })))
const member = (at: number, Status: string, fields: Fields = {}) => ({
  Id: idOf('00v', at),
  ContactId: person(at).recordId,
  LeadId: null,
  Status,
  IsDeleted: false,
  ...fields,
})
const LABELS = ['Sent', 'Opened', 'Clicked', 'Forwarded', 'Bounced', 'Opted Out', 'Complained']
const statuses = (...labels: string[]) =>
  found(...labels.map((Label, at) => ({ Id: idOf('01Y', at), Label, SortOrder: at + 1 })))

describe('a campaign of Salesforce', () => {
  const held = (fields: Fields = {}) =>
    found({
      Id: CAMPAIGN,
      IsDeleted: false,
      Name: 'Spring',
      StartDate: '2026-03-02',
      EndDate: '2026-03-02',
      Description: `Subject: About Spring\r\nTold by Homing (${told.mark}).`,
      ...fields,
    })

  it('is made once looked for by its day, and has the statuses before its members', async () => {
    const line = scripted([
      found({ Id: idOf('701', 9), Description: 'Another of the day' }),
      written(CAMPAIGN),
      statuses('Sent', 'Responded'),
      written(...LABELS.slice(1).map((_, at) => idOf('01Y', at))),
    ])
    const name = `${'Spring briefing, on what the courts of appeal have decided '.repeat(2)}`
    expect(await openCampaign!(line.vendor, { ...told, name })).toEqual({ id: CAMPAIGN })
    const [look, make, , labels] = line.asked()
    expect(look).toMatchObject({ path: '/queryAll' })
    expect(look!.soql).toContain('WHERE StartDate = 2026-03-02 ORDER BY Id')
    expect(make!.records).toEqual([
      {
        attributes: { type: 'Campaign' },
        Type: 'Email',
        Status: 'Completed',
        IsActive: false,
        Name: name.slice(0, 80),
        StartDate: '2026-03-02',
        EndDate: '2026-03-02',
        Description: `Subject: About Spring\nTold by Homing (${told.mark}).`,
      },
    ])
    const made = labels!.records
    expect(made.map((one) => one['Label'])).toEqual(LABELS.slice(1))
    expect(made.map((one) => one['SortOrder'])).toEqual([3, 4, 5, 6, 7, 8])
    const responses = made.filter((one) => one['HasResponded']).map((one) => one['Label'])
    expect(responses).toEqual(['Clicked', 'Forwarded'])
  })

  it('is found by its mark where the answer was lost, and left alone where it says so', async () => {
    const line = scripted([held(), statuses(...LABELS)])
    expect(await openCampaign!(line.vendor, told)).toEqual({ id: CAMPAIGN })
    expect(line.asked()).toHaveLength(2)
  })

  it('is renamed, and keeps the status that somebody gave it', async () => {
    const line = scripted([held({ Name: 'Draft' }), written(CAMPAIGN), statuses(...LABELS)])
    await openCampaign!(line.vendor, { ...told, id: CAMPAIGN })
    const [look, change] = line.asked()
    expect(look!.soql).toContain(`WHERE Id = '${CAMPAIGN}'`)
    expect(change).toMatchObject({ method: 'PATCH', path: '/composite/sobjects' })
    const fields = ['attributes', 'id', 'Name', 'StartDate', 'EndDate', 'Description']
    expect(Object.keys(change!.records[0]!)).toEqual(fields)
  })

  it.each([
    ['in its bin', [held({ IsDeleted: true })], null],
    ['and emptied out', [found()], CAMPAIGN],
  ])('that was deleted there %s is not brought back', async (_, answers, id) => {
    const line = scripted(answers)
    const opened = openCampaign!(line.vendor, { ...told, id })
    await expect(opened).rejects.toMatchObject({ kind: 'refused', whoMustAct: 'you' })
    expect(line.asked()).toHaveLength(1)
  })

  it('that the user may not make is no campaign', async () => {
    const line = scripted([found(), written({ code: 'INSUFFICIENT_ACCESS_OR_READONLY' })])
    await expect(openCampaign!(line.vendor, told)).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('is told how many it was sent to, and nothing that Salesforce counts itself', async () => {
    const line = scripted([written(CAMPAIGN)])
    const totals = { sent: 3, open: 2, click: 1, forward: 0, bounce: 0, opt_out: 0, complaint: 0 }
    await tellTotals!(line.vendor, campaign, totals)
    expect(line.asked()[0]!.records).toEqual([
      { attributes: { type: 'Campaign' }, id: CAMPAIGN, NumberSent: 3 },
    ])
  })
})

describe('members of a campaign', () => {
  it('are one a person: made where there is none, changed where it says less (trap 3)', async () => {
    const targets = [1, 2, 3].map((at) => targetOf(campaign, person(at), ['sent', 'click']))
    const line = scripted(
      [
        there(person(1), person(2), person(3)),
        found(member(2, 'Opened'), member(3, 'Clicked')),
        written(idOf('00v', 1)),
        written(idOf('00v', 2)),
      ],
      { activityRecords: 'none' },
    )
    const outcomes = await tell(line.vendor, campaign, targets)
    expect(outcomes).toEqual(targets.map(() => ({ status: 'taken' })))
    const [, , made, changed] = line.asked()
    const attributes = { type: 'CampaignMember' }
    expect(made!.records).toEqual([
      { attributes, CampaignId: CAMPAIGN, ContactId: ada.recordId, Status: 'Clicked' },
    ])
    expect(changed!.records).toEqual([{ attributes, id: idOf('00v', 2), Status: 'Clicked' }])
  })

  it('whom somebody adds in the same moment are looked for again (trap 3)', async () => {
    const line = scripted(
      [
        there(ada),
        found(),
        written({ code: 'DUPLICATE_VALUE', message: 'Already a campaign member.' }),
        found(member(1, 'Sent')),
        written(idOf('00v', 1)),
      ],
      { activityRecords: 'none' },
    )
    const outcomes = await tell(line.vendor, campaign, [targetOf(campaign, ada)])
    expect(outcomes).toEqual([{ status: 'taken' }])
    expect(line.asked()[4]!.records).toMatchObject([{ Status: 'Opened' }])
  })

  it('that somebody took off are not brought back, nor is anything told beside them', async () => {
    const target = moreOf(targetOf(campaign, ada))
    const line = scripted([there(ada), found(member(1, 'Opened', { IsDeleted: true }))])
    expect(await tell(line.vendor, campaign, [target])).toMatchObject([{ status: 'refused' }])
    expect(line.asked()).toHaveLength(2)
  })

  it('that are locked are told again, and the others are not (trap 5)', async () => {
    const targets = [1, 2].map((at) => targetOf(campaign, person(at)))
    const line = scripted(
      [
        there(person(1), person(2)),
        found(),
        written(idOf('00v', 1), { code: 'UNABLE_TO_LOCK_ROW' }),
        written(idOf('00v', 2)),
      ],
      { activityRecords: 'none' },
    )
    const outcomes = await tell(line.vendor, campaign, targets)
    expect(outcomes).toEqual([{ status: 'taken' }, { status: 'taken' }])
    const [, , all, again] = line.asked()
    expect(all!.records).toHaveLength(2)
    expect(again!.records).toMatchObject([{ ContactId: person(2).recordId }])
  })

  it('that stay locked are for the next time (trap 5)', async () => {
    const line = scripted([there(ada), found(), written({ code: 'UNABLE_TO_LOCK_ROW' })])
    const outcome = tell(line.vendor, campaign, [targetOf(campaign, ada)])
    await expect(outcome).rejects.toMatchObject({ kind: 'temporary' })
    expect(line.asked()).toHaveLength(2 + 4)
  })

  it('never go beyond a collection, and an id that cannot be one reaches no condition', async () => {
    const targets = Array.from({ length: limits.targetsMax }, (_, at) =>
      targetOf(campaign, person(at), ['sent', 'open', 'click']),
    )
    targets[7]!.recordId = "003' OR Name != '"
    const people = targets.map(({ recordId: Id }) => ({ Id }))
    const ids = (count: number) =>
      written(...Array.from({ length: count }, (_, at) => idOf('00v', at)))
    const line = scripted([
      found(...people.filter((_, at) => at !== 7)),
      found(),
      ids(199),
      ids(200),
      ids(200),
      ids(197),
    ])
    const outcomes = await tell(line.vendor, campaign, targets)
    expect(outcomes[7]).toMatchObject({ status: 'refused' })
    expect(outcomes.filter(({ status }) => status === 'taken')).toHaveLength(199)
    const [look, , ...batches] = line.asked()
    expect(look!.soql).not.toContain('Name !=')
    expect(batches.map((one) => one.records.length)).toEqual([199, 200, 200, 197])
  })
})

describe('tasks of what targets did', () => {
  const target = targetOf(campaign, ada, ['sent', 'open'])
  const [sent, open] = target.activities

  it('say all there is to say, of which person and campaign', async () => {
    const line = scripted([
      there(ada),
      found(),
      written(idOf('00v', 1)),
      written(idOf('00T', 1), idOf('00T', 2)),
    ])
    await tell(line.vendor, campaign, [target])
    const [first, second] = line.asked()[3]!.records
    expect(first).toMatchObject({ Subject: 'Sent: Spring', ActivityDate: '2026-03-02' })
    expect(second).toEqual({
      attributes: { type: 'Task' },
      WhoId: ada.recordId,
      WhatId: CAMPAIGN,
      Subject: 'Opened: Spring',
      Description: [
        'Subject: About Spring',
        'Times: 2',
        'First: 2026-03-02 10:01:31 UTC',
        'Last: 2026-03-02 10:02:31 UTC',
        'To: ada@client.example',
        `Told by Homing (${open!.mark}).`,
      ].join('\n'),
      ActivityDate: '2026-03-02',
      Status: 'Completed',
      Priority: 'Normal',
    })
  })

  const task = (mark: string, times: number, fields: Fields = {}) => ({
    Id: idOf('00T', times),
    IsDeleted: false,
    Description: `Times: ${times}\nTold by Homing (${mark}).`,
    ...fields,
  })

  it('are found by their marks, archived ones too, and written over (trap 6)', async () => {
    const more = moreOf(target)
    const line = scripted([
      there(ada),
      found(member(1, 'Clicked')),
      found(task(sent!.mark, 1), task(open!.mark, 2), { Id: idOf('00T', 9), Description: 'Call' }),
      written(idOf('00T', 3)),
      written(idOf('00T', 2)),
    ])
    expect(await tell(line.vendor, campaign, [more])).toEqual([{ status: 'taken' }])
    const [, , look, made, changed] = line.asked()
    expect(look).toMatchObject({ path: '/queryAll' })
    expect(look!.soql).toContain(`WhatId = '${CAMPAIGN}' AND WhoId IN ('${ada.recordId}')`)
    expect(look!.soql).not.toContain('Description LIKE')
    expect(made!.records).toMatchObject([{ Subject: 'Clicked: Spring' }])
    expect(changed!.records).toMatchObject([{ id: idOf('00T', 2), Subject: 'Opened: Spring' }])
  })

  it('that somebody deleted are not brought back', async () => {
    const line = scripted([
      there(ada),
      found(member(1, 'Clicked')),
      found(task(open!.mark, 2, { IsDeleted: true })),
    ])
    expect(await tell(line.vendor, campaign, [moreOf(target)])).toMatchObject([
      { status: 'refused' },
    ])
    expect(line.asked()).toHaveLength(3)
  })

  it('of leads name no campaign, and are asked for since it was sent', async () => {
    const lead = person(4, 'Lead')
    const [first, again] = [
      targetOf(campaign, lead, ['sent']),
      { ...targetOf(campaign, lead, ['sent']), wasTold: true },
    ]
    const line = scripted([there(lead), found(), written(idOf('00v', 4)), written(idOf('00T', 4))])
    await tell(line.vendor, campaign, [first])
    expect(line.asked()[3]!.records[0]).not.toHaveProperty('WhatId')
    const later = scripted([
      there(lead),
      found(member(4, 'Sent', { ContactId: null, LeadId: lead.recordId })),
      found(),
      written(idOf('00T', 4)),
    ])
    await tell(later.vendor, campaign, [again])
    expect(later.asked()[2]!.soql).toContain(
      `WhoId IN ('${lead.recordId}') AND ActivityDate >= 2026-03-02`,
    )
  })

  it.each<[string, Fields[], boolean]>([
    ['what was told', [task(open!.mark, 2)], true],
    ['what counts more', [task(open!.mark, 3)], true],
    ['less', [task(open!.mark, 1)], false],
    ['nothing', [], false],
    ['what was deleted', [task(open!.mark, 2, { IsDeleted: true })], false],
  ])('read back of %s', async (_, tasks, is) => {
    const told = { ...target, activities: [open!] }
    const line = scripted([found(member(1, 'Opened')), found(...tasks)])
    expect(await shows(line.vendor, campaign, [told])).toEqual([is])
  })

  it('are not enough where the member says another thing', async () => {
    const told = { ...target, activities: [open!] }
    const line = scripted([found(member(1, 'Sent')), found(task(open!.mark, 2))])
    expect(await shows(line.vendor, campaign, [told])).toEqual([false])
  })

  it('that Salesforce refuses are told with its words, without an address', async () => {
    const message = 'No tasks for ada@client.example here'
    const line = scripted([
      there(ada),
      found(),
      written(idOf('00v', 1)),
      written(idOf('00T', 1), { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message }),
    ])
    const [outcome] = await tell(line.vendor, campaign, [target])
    expect(outcome).toEqual({
      status: 'refused',
      sentence: 'Salesforce says: “No tasks for (address) here”',
    })
  })

  it('of a record that was deleted in the same moment are gone', async () => {
    const line = scripted([there(ada), found(), written({ code: 'ENTITY_IS_DELETED' })])
    expect(await tell(line.vendor, campaign, [target])).toEqual([{ status: 'gone' }])
    expect(line.asked()).toHaveLength(3)
  })
})

it('tells nothing once the requests of a day are spent, and waits for an hour', async () => {
  const line = scripted([failed(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')])
  const outcome = tell(line.vendor, campaign, [targetOf(campaign, ada)])
  await expect(outcome).rejects.toMatchObject({ kind: 'quota_exceeded', waitMs: 3_600_000 })
  expect(line.blocked).toHaveLength(1)
})
