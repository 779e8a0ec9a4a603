import { expect } from 'vitest'
import type { Tx } from '../../src/platform/database/index.ts'
import { proveCampaign } from '../../src/ledger/index.ts'
import { sql } from '../database.ts'
import type { Json, Viewer } from './viewer.ts'

const FIGURES = [
  ...(['sent', 'delivered', 'opens', 'clicks', 'forwards', 'bounces'] as const),
  ...(['optOuts', 'complaints'] as const),
]
const AUDIENCES = ['human', 'all'] as const
/** What views call the figures of campaigns, and of recipients. */
const COLUMNS = {
  human: {
    ...{ sent: 'sent', delivered: 'delivered', opens: 'opened', clicks: 'clicked' },
    ...{ forwards: 'forwarded', bounces: 'bounced', optOuts: 'opted_out' },
    complaints: 'complained',
  },
  all: { opens: 'opened_by_any', clicks: 'clicked_by_any' },
} as const
const OF_RECIPIENTS: Record<string, string> = { sent: 'was_sent', delivered: 'was_delivered' }

/** Every figure of every campaign against its list, wherever it is told. */
export async function checkCampaigns(viewer: Viewer): Promise<void> {
  const listed = {
    human: await viewer.all('/api/campaigns', ({ id }) => id),
    all: await viewer.all('/api/campaigns?audience=all', ({ id }) => id),
  }
  for (const { id } of listed.human) {
    const window = await viewer.get(`/api/campaigns/${id}`)
    for (const audience of AUDIENCES) {
      const figures = audience === 'human' ? window.figures : window.allFigures
      expect(listed[audience].find((row) => row.id === id).figures).toEqual(figures)
      await checkLogs(viewer, id, { audience, figures })
      await checkParts(viewer, id, { audience, figures, window })
      await checkViewsOf(viewer, id, { audience, figures })
    }
    await checkRecipients(viewer, id)
  }
  await checkSums(viewer, listed)
}

interface Told {
  audience: 'human' | 'all'
  figures: Json
}

async function checkLogs(viewer: Viewer, id: number, { audience, figures }: Told): Promise<void> {
  for (const figure of FIGURES) {
    const asked = `figure=${figure}&audience=${audience}`
    const said = `${asked} of ${id}`
    const rows = await viewer.all(`/api/campaigns/${id}/log?${asked}`, (row) => row.addressId)
    const { count, total, rate, of } = figures[figure]
    expect(rows.length, said).toBe(count)
    expect(sum(rows, 'count'), `${said}, total`).toBe(total)
    expect(await viewer.csv(`/api/campaigns/${id}/log.csv?${asked}`), said).toBe(count)
    if (of !== null) expect(of.count, said).toBe(figures[of.name].count)
    if (rate !== null) expect([rate <= 1, rate], said).toEqual([true, count / of.count])
    await checkSegment(viewer, { id, figure, audience, rows })
  }
}

/** A segment of a log holds the people who use its addresses. */
async function checkSegment(
  viewer: Viewer,
  { id, figure, audience, rows }: { id: number; figure: string; audience: string; rows: Json[] },
): Promise<void> {
  const mail = { about: 'mail', what: figure, by: audience, campaignIds: [id] }
  const whens = [{ is: 'ever' }, { is: 'within', days: 36_500 }]
  const counts = []
  for (const when of whens) {
    const definition = { version: 1, where: { ...mail, when } }
    const { count } = await viewer.post('/api/person-lists/preview', { definition })
    counts.push(count)
  }
  const said = `the segment of ${figure} (${audience}) of ${id}`
  expect(counts[1], `${said}, within a span that holds all`).toBe(counts[0])
  const known = new Set(rows.flatMap(({ person }) => person?.id ?? []))
  expect(counts[0], said).toBeGreaterThanOrEqual(known.size)
}

/** What a figure is made of: links, domains, programs, codes, rules, hours. */
async function checkParts(
  viewer: Viewer,
  id: number,
  { audience, figures, window }: Told & { window: Json },
): Promise<void> {
  const base = `/api/campaigns/${id}`
  const log = (figure: string, more: string) =>
    viewer.all(`${base}/log?figure=${figure}&audience=${audience}&${more}`)
  const { items: links } = await viewer.get(`${base}/links?audience=${audience}`)
  for (const { linkId, people, clicks } of links) {
    const rows = await log('clicks', `linkId=${linkId}`)
    expect([rows.length, sum(rows, 'count')], `link ${linkId}`).toEqual([people, clicks])
  }
  expect(sum(links, 'clicks')).toBe(figures.clicks.total)
  const domains = await viewer.get(`${base}/domains?audience=${audience}`)
  for (const figure of ['sent', 'delivered', 'bounces', 'opens', 'clicks']) {
    const faxes = (await log(figure, '')).filter(({ address }) => !address.includes('@'))
    expect(sum(domains.items, figure) + faxes.length, `${figure} by domain`).toBe(
      figures[figure].count,
    )
    for (const { domain, [figure]: count } of domains.items) {
      expect((await log(figure, `domain=${domain}`)).length, `${figure} ${domain}`).toBe(count)
    }
  }
  const programs = await viewer.get(`${base}/read-with?audience=${audience}`)
  for (const figure of ['opens', 'clicks']) {
    for (const { readWith, [figure]: count } of programs.items) {
      const rows = await log(figure, `readWith=${encodeURIComponent(readWith)}`)
      expect(rows.length, `${figure} ${readWith}`).toBe(count)
    }
  }
  expect(sum(window.bounceClasses, 'count')).toBe(figures.bounces.count)
  for (const { id: bounceId, count } of window.bounceClasses) {
    expect((await log('bounces', `bounceId=${bounceId}`)).length, `code ${bounceId}`).toBe(count)
  }
  const actions = await viewer.get(`${base}/actions`)
  for (const { ruleId, people, clicks } of actions.items) {
    const rows = await log('clicks', `ruleId=${ruleId}`)
    expect([rows.length, sum(rows, 'count')], `rule ${ruleId}`).toEqual([people, clicks])
  }
  await checkHours(viewer, base, { audience, figures })
}

async function checkHours(viewer: Viewer, base: string, { audience, figures }: Told) {
  const asked = `audience=${audience}`
  const days = await viewer.get(`${base}/activity?step=day&${asked}`)
  const hours = await viewer.get(`${base}/activity?step=hour&${asked}`)
  const week = await viewer.get(`${base}/hours?zone=Pacific/Auckland&${asked}`)
  for (const figure of ['opens', 'clicks']) {
    const said = `${figure} (${audience}) over time`
    const { total } = figures[figure]
    expect(sum(days.points, figure), said).toBe(total)
    expect(sum(hours.points, figure) + hours.after[figure], said).toBe(total)
    expect(sum(week.items, figure), said).toBe(total)
  }
  for (const figure of ['sent', 'bounces', 'optOuts']) {
    expect(sum(days.points, figure), `${figure} over time`).toBe(figures[figure].total)
  }
}

/** The same by views: the campaign's row, its recipients counted, and the rows behind each. */
async function checkViewsOf(viewer: Viewer, id: number, { audience, figures }: Told) {
  const columns = COLUMNS[audience]
  const named = Object.entries(columns)
  const where = { column: 'campaign', is: 'is', values: [id] }
  const { rows } = await viewer.post('/api/views/run', {
    definition: { version: 1, subject: 'campaigns', columns: Object.values(columns), where },
  })
  expect(rows, `the row of ${id}`).toEqual([named.map(([figure]) => figures[figure].count)])
  const measures = named.map(([figure, column]) => ({
    ...{ is: 'count', key: column },
    where: { column: OF_RECIPIENTS[figure] ?? column, is: 'is', values: [true] },
  }))
  const definition = {
    ...{ version: 1, subject: 'recipients', where },
    group: { by: [], measures },
  }
  const counted = await viewer.post('/api/views/run', { definition })
  expect(counted.rows, `the recipients of ${id}`).toEqual([
    named.map(([figure]) => figures[figure].count),
  ])
  await checkFigures(viewer, definition, counted)
}

async function checkRecipients(viewer: Viewer, id: number): Promise<void> {
  const path = `/api/campaigns/${id}/recipients`
  const where = { column: 'campaign', is: 'is', values: [id] }
  for (const [filter, column] of [
    ['', null],
    ['?opened=true', 'opened_by_any'],
    ['?clicked=true', 'clicked_by_any'],
    ['?bounced=true', 'bounced'],
  ] as const) {
    const rows = await viewer.all(path + filter, (row) => row.addressId)
    const is = column === null ? [] : [{ column, is: 'is', values: [true] }]
    const { count } = await viewer.post('/api/views/size', {
      definition: {
        ...{ version: 1, subject: 'recipients', columns: ['address'] },
        where: { all: [where, ...is] },
      },
    })
    expect(rows.length, `recipients of ${id} ${filter}`).toBe(count)
    expect(await viewer.csv(`${path}.csv${filter}`), `${path}.csv${filter}`).toBe(count)
  }
}

/** Sums of campaigns are sums, and their rates ratios of them. */
async function checkSums(viewer: Viewer, listed: Record<'human' | 'all', Json[]>): Promise<void> {
  const ids = listed.human.map(({ id }) => id).join(',')
  for (const audience of AUDIENCES) {
    const compared = await viewer.get(`/api/campaigns/comparison?ids=${ids}&audience=${audience}&curve=opens`)
    const within = 'sentFrom=2026-01-01T00:00:00Z&sentUntil=2027-01-01T00:00:00Z'
    const listedThen = await viewer.all(`/api/campaigns?${within}&audience=${audience}`)
    const summed = await viewer.get(`/api/campaigns/sum?${within}&audience=${audience}`)
    expect(summed.campaigns).toBe(listedThen.length)
    for (const [rows, figures] of [
      [listed[audience], compared.together],
      [listedThen, summed.figures],
    ] as const) {
      for (const figure of FIGURES) {
        const part = rows.reduce((all, row) => all + row.figures[figure].count, 0)
        const { count, rate, of } = figures[figure]
        expect(count, `${figure} of all (${audience})`).toBe(part)
        if (rate !== null) expect([rate <= 1, rate]).toEqual([true, count / of.count])
      }
    }
  }
}

const STATES = ['opted_out', 'complained', 'invalid_address', 'not_in_crm'] as const

/** Figures of people, lists, topics and consent against their lists. */
export async function checkPeople(viewer: Viewer): Promise<void> {
  const told = await viewer.get('/api/people/count')
  const everybody = await viewer.all('/api/people', ({ id }) => id)
  expect(everybody.length, 'people').toBe(told.people)
  expect(await viewer.csv('/api/people.csv'), 'the export of people').toBeGreaterThanOrEqual(
    told.people,
  )
  const states: Record<string, Json[]> = {}
  for (const state of STATES) {
    states[state] = await viewer.all(`/api/people?state=${state}`, ({ id }) => id)
  }
  expect(states['opted_out']!.length, 'opted out').toBe(told.optedOut)
  expect(states['invalid_address']!.length, 'invalid').toBe(told.withInvalidAddress)
  const marked = (name: string) => everybody.filter((one) => one[name]).map(({ id }) => id)
  expect(ids(states['opted_out']!), 'marked as opted out').toEqual(sorted(marked('isOptedOut')))
  expect(ids(states['complained']!), 'marked as having complained').toEqual(
    sorted(marked('hasComplained')),
  )
  expect(ids(states['invalid_address']!), 'marked as invalid').toEqual(
    sorted(marked('hasInvalidAddress')),
  )
  for (const { name, people } of (await viewer.get('/api/people/owners')).items) {
    const rows = await viewer.all(`/api/people?owner=${encodeURIComponent(name)}`)
    expect(rows.length, `people of ${name}`).toBe(people)
  }
  const { topics } = await viewer.get('/api/topics')
  for (const { id, optedOut } of topics) {
    const rows = await viewer.all(`/api/people?leftTopicId=${id}`, (one) => one.id)
    expect(rows.length, `who left topic ${id}`).toBe(optedOut)
    const segment = { about: 'consent', is: 'opted_out', topicId: id }
    expect(await sizeOf(viewer, segment), `the segment of topic ${id}`).toBe(optedOut)
  }
  expect(await sizeOf(viewer, { about: 'consent', is: 'opted_out', topicId: null })).toBe(
    told.optedOut,
  )
  expect(await sizeOf(viewer, { about: 'consent', is: 'complained', topicId: null })).toBe(
    states['complained']!.length,
  )
  await checkPeopleByViews(viewer, told)
  await checkLists(viewer)
  await checkEnding(viewer)
  await checkOrganizations(viewer)
  await checkInterests(viewer)
  await checkPolicy(viewer, told)
  for (const { id } of everybody) await checkHistory(viewer, id)
}

async function checkPeopleByViews(viewer: Viewer, told: Json): Promise<void> {
  const count = async (subject: string, where: Json = null) => {
    const columns = [subject === 'people' ? 'person' : 'organization']
    const definition = { version: 1, subject, columns, where }
    return (await viewer.post('/api/views/size', { definition })).count
  }
  expect(await count('people'), 'people by a view').toBe(told.people)
  expect(await count('organizations'), 'organizations by a view').toBe(told.organizations)
  const left = { column: 'person_opted_out', is: 'is', values: [true] }
  expect(await count('people', left), 'opted out by a view').toBe(told.optedOut)
}

async function checkLists(viewer: Viewer): Promise<void> {
  for (const { id, name, kind, members } of await viewer.all('/api/person-lists')) {
    const rows = await viewer.all(`/api/person-lists/${id}/members`, (one) => one.id)
    const { people } = await viewer.get(`/api/person-lists/${id}/size`)
    expect(rows.length, name).toBe(people)
    if (kind === 'segment') continue
    expect(members, name).toBe(people)
    expect(await sizeOf(viewer, { about: 'list', listIds: [id] }), name).toBe(people)
  }
}

async function checkEnding(viewer: Viewer): Promise<void> {
  for (const days of [0, 5, 30, 3_650]) {
    const { people, consents } = await viewer.get(`/api/consent/ending/count?days=${days}`)
    const path = `/api/consent/ending`
    const list = await viewer.all(`${path}?days=${days}`, ({ person, topic }) =>
      JSON.stringify([person.id, topic?.id]),
    )
    const said = `consent that ends within ${days} days`
    expect(new Set(list.map(({ person }) => person.id)).size, said).toBe(people)
    expect(list.length, said).toBe(consents)
    expect(await viewer.csv(`${path}.csv?days=${days}`), said).toBe(consents)
    for (const { person } of list) {
      expect((await viewer.get(`/api/people/${person.id}`)).id, said).toBe(person.id)
    }
  }
}

/** A company's people, and what happened to all of them, each happening once. */
async function checkOrganizations(viewer: Viewer): Promise<void> {
  const columns = ['organization', 'people']
  const definition = { version: 1, subject: 'organizations', columns }
  const { rows } = await viewer.post('/api/views/run', { definition })
  for (const [{ id, name }, people] of rows) {
    const list = await viewer.all(`/api/people?organizationId=${id}`, (one) => one.id)
    expect(list.length, name).toBe(people)
    const happened = await viewer.all(`/api/organizations/${id}/timeline`, (one) => one.id)
    const each = new Set<string>()
    for (const person of list) {
      const own = await viewer.all(`/api/people/${person.id}/timeline`)
      for (const one of own) each.add(one.id)
    }
    expect(happened.length, `what happened to the people of ${name}`).toBe(each.size)
  }
}

async function checkInterests(viewer: Viewer): Promise<void> {
  for (const { id, code } of (await viewer.get('/api/interests')).items) {
    const list = await viewer.all(`/api/people?interest=${code}`, (one) => one.id)
    const interested = []
    for (const { id: personId } of await viewer.all('/api/people')) {
      const { interests } = await viewer.get(`/api/people/${personId}/interests`)
      if (interests.some((one: Json) => one.code === code)) interested.push(personId)
    }
    expect(ids(list), code).toEqual(sorted(interested))
    expect(await sizeOf(viewer, { about: 'interest', interestIds: [id] }), code).toBe(list.length)
  }
}

/** Whom a policy blocks are all but those who may be written to. */
async function checkPolicy(viewer: Viewer, told: Json): Promise<void> {
  const policy = await viewer.get('/api/consent/policy')
  const { consentNeeded, seedIsExempt } = policy
  const considered = { consentNeeded, seedIsExempt }
  const { people, blockedNow, blockedThen } = await viewer.post('/api/consent/preview', considered)
  const free = await sizeOf(viewer, { about: 'consent', is: 'may_write', topicId: null })
  expect([blockedNow, blockedThen], 'the preview of the policy that holds').toEqual([
    people - free,
    people - free,
  ])
  expect(people, 'those with an address').toBeLessThanOrEqual(told.people)
}

/** What needs somebody is counted as it is listed; nothing of the ledger is left out of its file. */
export async function checkRest(viewer: Viewer): Promise<void> {
  const { open } = await viewer.get('/api/problems/count')
  const problems = await viewer.all('/api/problems?status=open', ({ id }) => id)
  const { items: groups } = await viewer.get('/api/problems/groups?status=open')
  expect([problems.length, sum(groups, 'count')], 'problems').toEqual([open, open])
  for (const { key, count } of groups) {
    const rows = await viewer.all(`/api/problems?status=open&group=${key}`)
    expect(rows.length, key).toBe(count)
  }
  const definition = { version: 1, subject: 'events', columns: ['at'] }
  const { count } = await viewer.post('/api/views/size', { definition })
  expect(await viewer.csv('/api/ledger/export.csv'), 'the file of the ledger').toBe(count)
}

/** Whoever sees less sees the same figures, or none. */
export async function checkRole(viewer: Viewer, other: Viewer): Promise<void> {
  const all = await viewer.all('/api/campaigns')
  const seen = await other.all('/api/campaigns')
  expect(seen.map(({ figures }) => figures)).toEqual(all.map(({ figures }) => figures))
  expect(await other.get('/api/people/count')).toEqual(await viewer.get('/api/people/count'))
  for (const { id } of seen) {
    for (const figure of FIGURES) {
      const rows = await other.all(`/api/campaigns/${id}/log?figure=${figure}`)
      const { count } = seen.find((one) => one.id === id).figures[figure]
      expect(rows.length, `${figure} of ${id}, by a viewer`).toBe(count)
    }
  }
}

/** What a person's mailings sum up is what the timeline tells one by one. */
async function checkHistory(viewer: Viewer, id: number): Promise<void> {
  const path = `/api/people/${id}`
  const mailings = await viewer.all(`${path}/mailings`)
  const links = await viewer.all(`${path}/links`)
  const happened = await viewer.all(`${path}/timeline`, (one) => one.id)
  const of = (kind: string) => happened.filter((one) => one.kind === kind)
  const said = `the history of ${id}`
  expect(of('open').length, said).toBe(sum(mailings, 'opens'))
  expect(of('open').filter(({ verdict }) => verdict === 'human').length, said).toBe(
    sum(mailings, 'humanOpens'),
  )
  expect(of('click').length, said).toBe(sum(mailings, 'clicks'))
  expect(of('click').length, said).toBe(sum(links, 'clicks'))
  expect(of('forward').length, said).toBe(sum(mailings, 'forwards'))
  expect(of('opt_out').length, said).toBe(sum(mailings, 'optOuts'))
}

async function sizeOf(viewer: Viewer, where: Json): Promise<number> {
  const definition = { version: 1, where }
  return (await viewer.post('/api/person-lists/preview', { definition })).count
}

/** Views that ship: each figure of each group opens its rows, and the file has as many. */
export async function checkPresets(viewer: Viewer): Promise<void> {
  const { items } = await viewer.get('/api/views/presets')
  for (const { id, definition: whole } of items) {
    const definition = { ...whole, parameters: whole.parameters }
    const answer = await viewer.post('/api/views/run', { definition, limit: 200 })
    const { count, totals } = await viewer.post('/api/views/size', { definition })
    expect(answer.rows.length, id).toBe(count)
    expect(await viewer.csv('/api/views/view.csv', { definition }), id).toBe(count)
    if (whole.group === null) continue
    await checkFigures(viewer, definition, answer)
    for (const [at, measure] of whole.group.measures.entries()) {
      if (measure.is !== 'count' && measure.is !== 'sum') continue
      const place = whole.group.by.length + at
      const figures = answer.rows.map((row: Json) => row[place])
      expect(totals[at], `${id}: all of ${measure.key}`).toBe(
        figures.reduce((all: number, one: number) => all + one, 0),
      )
    }
  }
}

/** Each figure of each group is the size of what it opens. */
async function checkFigures(viewer: Viewer, definition: Json, { rows }: Json): Promise<void> {
  const { by, measures } = definition.group
  for (const row of rows) {
    const group = row.slice(0, by.length)
    for (const [at, measure] of measures.entries()) {
      const figure = row[by.length + at]
      const parts = measure.is === 'rate' ? (['part', 'whole'] as const) : (['part'] as const)
      for (const part of parts) {
        const of = measure.is === 'rate' ? measure[part] : measure
        const value = measure.is === 'rate' ? figure[part] : figure
        if (of.is !== 'count' && of.is !== 'distinct') continue
        const asked = { definition, group, measure: measure.key, part }
        const { definition: opened } = await viewer.post('/api/views/open', asked)
        const { count } = await viewer.post('/api/views/size', { definition: opened })
        expect(count, JSON.stringify([group, measure])).toBe(value)
      }
    }
  }
}

/** Whatever is kept beside the ledger is what counting the ledger again finds. */
export async function checkKept(tx: Tx, campaigns: readonly number[]): Promise<void> {
  for (const id of campaigns) {
    expect((await proveCampaign(tx, id)).mismatches, `campaign ${id}`).toEqual([])
  }
  for (const [name, statement] of Object.entries(RECOUNTS)) {
    const { rows } = await sql.raw(statement).execute(tx)
    expect(rows, name).toEqual([])
  }
}

const EVENTS = `(select e.*, v.class from event e left join verdict v
  on v.workspace_id = e.workspace_id and v.address_id = e.address_id
    and v.occurred_at = e.occurred_at and v.key = e.key) e`

/** Rows that are kept and not counted, and the other way round. */
const RECOUNTS = {
  'people and events of each kind': differing(
    `select campaign_id, kind::int, count(distinct address_id)::int as people,
       count(*)::int as events,
       (count(distinct address_id) filter (where class is null))::int as human_people,
       (count(*) filter (where class is null))::int as human_events,
       (count(distinct address_id) filter (where class = 2 and kind = 3))::int as proxy_people,
       (count(*) filter (where class = 2 and kind = 3))::int as proxy_events
     from ${EVENTS} group by 1, 2`,
    `select campaign_id, kind::int, people::int, events::int, human_people::int,
       human_events::int, proxy_people::int, proxy_events::int
     from campaign_count where kind > 0 and events > 0`,
  ),
  hours: differing(
    `select campaign_id, kind::int, date_trunc('hour', occurred_at, 'UTC') as hour,
       count(*)::int as events, (count(*) filter (where class = 1))::int as machine,
       (count(*) filter (where class = 2))::int as proxy
     from ${EVENTS} group by 1, 2, 3`,
    `select campaign_id, kind::int, hour, events::int, machine::int, proxy::int
     from campaign_hour where events > 0`,
  ),
  'clicked links': differing(
    `select campaign_id, link_id, address_id, count(*)::int as clicks,
       (count(*) filter (where class is null))::int as human, min(occurred_at) as first_at,
       max(occurred_at) as last_at
     from ${EVENTS} where kind = 4 group by 1, 2, 3`,
    `select campaign_id, link_id, address_id, clicks::int, human_clicks::int, first_at, last_at
     from recipient_link`,
  ),
  bounces: differing(
    `select campaign_id, bounce_detail_id, count(*)::int as people
     from recipient where bounces > 0 group by 1, 2`,
    `select campaign_id, detail_id, people::int from campaign_bounce where people > 0`,
  ),
}

function differing(counted: string, kept: string): string {
  return `(select 'counted' as side, c.* from (${counted} except all ${kept}) c)
    union all (select 'kept', k.* from (${kept} except all ${counted}) k)`
}

function ids(rows: Json[]): number[] {
  return sorted(rows.map(({ id }) => id))
}

function sorted(numbers: number[]): number[] {
  return numbers.sort((a, b) => a - b)
}

function sum(rows: Json[], name: string): number {
  return rows.reduce((all, row) => all + row[name], 0)
}
