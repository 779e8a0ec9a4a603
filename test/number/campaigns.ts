import { expect } from 'vitest'
import { checkFigures, FIGURES, sum } from './told.ts'
import type { Json, Viewer } from './viewer.ts'

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
    const compared = await viewer.get(
      `/api/campaigns/comparison?ids=${ids}&audience=${audience}&curve=opens`,
    )
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
