import { expect, test } from 'vitest'
import { FIGURE_TITLES, FIGURES } from '../../src/api/contract/index.ts'
import {
  evenPoints,
  peakIndex,
  tickTimes,
  type ActivityPoint,
} from '../../src/web/campaigns/activity.ts'
import { FIGURE_WORDS, isUnread } from '../../src/web/campaigns/figures.ts'
import { funnel } from '../../src/web/campaigns/funnel.ts'
import { shortUrl } from '../../src/web/campaigns/urls.ts'
import { WEEKDAYS, WEEKDAYS_SHORT } from '../../src/web/campaigns/week.ts'
import { logWords, readWindow, windowWords } from '../../src/web/campaigns/window.ts'
import { fc } from '../property.ts'
import { fullWorld } from './feedback-world.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-05-03T09:00:00Z')

function point(hour: number, opens: number): ActivityPoint {
  const at = new Date(START + hour * HOUR).toISOString()
  return { at, sent: 0, opens, clicks: 0, bounces: 0, optOuts: 0 }
}

test('silent hours are filled in, so that the axis is even in time', () => {
  const { points, isCut } = evenPoints([point(5, 3), point(0, 9), point(2, 4)], 'hour')
  expect(points.map(({ opens }) => opens)).toEqual([9, 0, 4, 0, 0, 3])
  expect(isCut).toBe(false)
})

test('whatever comes, points are even, bounded, and lose no open before the cut', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.nat(2_000), fc.integer({ min: 1, max: 99 })), {
        maxLength: 60,
        selector: ([hour]) => hour,
      }),
      (hours) => {
        const { points, isCut } = evenPoints(
          hours.map(([at, opens]) => point(at, opens)),
          'hour',
        )
        const gaps = points
          .slice(1)
          .map((at, index) => Date.parse(at.at) - Date.parse(points[index]!.at))
        expect(gaps.every((gap) => gap === HOUR)).toBe(true)
        expect(points.length).toBeLessThanOrEqual(400)
        const given = hours.reduce((sum, [, opens]) => sum + opens!, 0)
        const shown = points.reduce((sum, { opens }) => sum + opens!, 0)
        expect(isCut ? shown < given : shown === given).toBe(true)
      },
    ),
  )
})

test('the peak is the earliest of the highest; silence has none', () => {
  expect(peakIndex([point(0, 3), point(1, 8), point(2, 8)], 'opens')).toBe(1)
  expect(peakIndex([point(0, 3)], 'clicks')).toBe(-1)
})

test('the axis has few labels, at round hours, evenly apart', () => {
  const hours = (count: number) => Array.from({ length: count }, (_, hour) => point(hour, 1))
  for (const count of [1, 5, 24, 60, 200, 400]) {
    const ticks = tickTimes(hours(count), 'hour').map((at) => Date.parse(at))
    expect(ticks.length).toBeGreaterThan(0)
    expect(ticks.length).toBeLessThanOrEqual(10)
    const gaps = new Set(ticks.slice(1).map((at, index) => at - ticks[index]!))
    expect(gaps.size).toBeLessThanOrEqual(1)
  }
  expect(tickTimes(hours(60), 'hour').map((at) => new Date(at).getHours() % 12)).toEqual(
    Array.from({ length: 5 }, () => 0),
  )
  expect(tickTimes([], 'day')).toEqual([])
})

test('the funnel says each stage of the one before, and never a bar over the whole', () => {
  const [campaign] = fullWorld().campaigns
  const stages = funnel(campaign!.figures)
  expect(stages.map(({ label }) => label)).toEqual(['Sent', 'Delivered', 'Opened', 'Clicked'])
  expect(stages[0]).toMatchObject({ share: 1, ofPrevious: null })
  expect(stages[1]!.ofPrevious).toBeCloseTo(2051 / 2082)
  expect(stages.every(({ share }) => share >= 0 && share <= 1)).toBe(true)
})

test('an address somebody typed is read as far as it is understood', () => {
  const typed = { tab: 'log', figure: 'optOuts', audience: 'all', linkId: '7', opened: 'true' }
  expect(readWindow(typed)).toMatchObject({
    tab: 'log',
    figure: 'optOuts',
    audience: 'all',
    linkId: 7,
    only: 'opened',
  })
  const nonsense = { tab: 'nonsense', figure: 'toString', linkId: '-1', owner: {}, step: 'year' }
  expect(readWindow(nonsense)).toEqual(readWindow({}))
  expect(readWindow({ search: 'x'.repeat(900) }).search).toHaveLength(200)
})

test('what is written to the address is read back the same', () => {
  const window = readWindow({
    tab: 'log',
    figure: 'clicks',
    linkId: '4',
    search: '50%&',
    step: 'day',
  })
  expect(readWindow(windowWords(window))).toEqual(window)
  expect(windowWords(readWindow({}))).toEqual({})
})

test("a figure's door carries the audience but no filter of another log", () => {
  expect(logWords('bounces', 'human')).toEqual({ tab: 'log', figure: 'bounces' })
  expect(logWords('clicks', 'all', { linkId: 4 })).toEqual({
    tab: 'log',
    figure: 'clicks',
    audience: 'all',
    linkId: '4',
  })
})

test('figures are called on the screens what they are called everywhere', () => {
  const labels = FIGURES.map((name) => [name, FIGURE_WORDS[name].label])
  expect(Object.fromEntries(labels)).toEqual(FIGURE_TITLES)
})

test('a week begins with Monday, whatever the zone', () => {
  expect([WEEKDAYS[0], WEEKDAYS[6]]).toEqual(['Monday', 'Sunday'])
  expect(WEEKDAYS_SHORT.join(' ')).toBe('Mon Tue Wed Thu Fri Sat Sun')
})

test('a link is told by its path; what is no web address stands whole', () => {
  expect(shortUrl('https://www.example.com/insights/tax?x=1#top')).toEqual({
    path: '/insights/tax?x=1#top',
    site: 'example.com',
  })
  expect(shortUrl('https://example.com/').path).toBe('example.com')
  expect(shortUrl('mailto:ada@example.com')).toEqual({ path: 'mailto:ada@example.com', site: '' })
  expect(shortUrl('not an address').path).toBe('not an address')
})

test('figures of what was sent and never read are not known, whatever else was told', () => {
  const none = { count: 0, total: 0, rate: null, of: null }
  const some = { ...none, count: 1, total: 1 }
  const figures = Object.fromEntries(FIGURES.map((name) => [name, none])) as Record<
    (typeof FIGURES)[number],
    typeof none
  >
  const campaign = {
    channel: 'email',
    figures,
    sentAt: '2026-05-03T09:00:00Z',
    asOf: null,
  } as const
  expect(isUnread(campaign)).toBe(true)
  expect(isUnread({ ...campaign, asOf: '2026-05-03T09:01:00Z' })).toBe(false)
  expect(isUnread({ ...campaign, sentAt: null })).toBe(false)
  expect(isUnread({ ...campaign, figures: { ...figures, opens: some } })).toBe(false)
  expect(isUnread({ ...campaign, allFigures: { ...figures, opens: some } })).toBe(false)
  expect(isUnread({ ...campaign, figures: { ...figures, opens: null } })).toBe(true)
})
