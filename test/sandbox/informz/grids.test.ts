import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { condition, fields, gridRequest, page, post, request, start, walk } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  const now = Date.parse('2026-03-02T15:00:00Z')
  sandbox = await start({ now, ceiling: () => Date.parse('2027-01-01T00:00:00Z') })
  sandbox.clock.runUntilQuiet()
}, 60_000)
afterAll(() => sandbox.close())

const total = (kind: 'sends' | 'opens' | 'clicks' | 'optouts' | 'forwards' | 'abuse') =>
  sandbox.truth().campaigns.reduce((sum, one) => sum + one.totals[kind], 0)

describe('a document', () => {
  it.each([
    [{ password: 'wrong' }, 'InvalidCredentialsException'],
    [{ user: 'nobody' }, 'ValidUserNotFoundException'],
    [{ brandId: '9' }, 'BrandNotFoundException'],
    [{ brandName: 'Other' }, 'BrandNotFoundException'],
  ])('with wrong credentials %j is refused', async (changed, code) => {
    const document = request('GridRequest', '<Grids><Grid type="mailing" /></Grids>', changed)
    expect(await post(sandbox, document)).toMatchObject({ status: 500, code })
  })

  it.each([
    ['<GridRequest />', 'NoNameSpaceSpecifiedException'],
    ['<GridRequest', 'InvalidDocumentException'],
    [request('OtherRequest', ''), 'UnknownRequestException'],
    [gridRequest('strangers'), 'InvalidGridCategoryException'],
    [gridRequest('toString'), 'InvalidGridCategoryException'],
    [request('ActionRequest', '<Actions><Explode /></Actions>'), 'UnknownActionException'],
    [gridRequest('mailing', fields('shoe_size')), 'UnexpectedInputException'],
    [gridRequest('mailing', '<StartRow>0</StartRow>'), 'InvalidDataFormatException'],
    [
      gridRequest('get_subscriber_interest_changes'),
      'InsufficientInformationToCompleteActionException',
    ],
  ])('%s is refused with a code of its own', async (document, code) => {
    expect(await post(sandbox, document)).toMatchObject({ status: 500, code })
  })
})

describe('the activity', () => {
  it.each([
    ['mailing_activity_opens', 'opens'],
    ['mailing_activity_clicks', 'clicks'],
    ['mailing_activity_optout', 'optouts'],
    ['mailing_activity_subscriber_actions', 'sends'],
  ] as const)('%s has as many rows as the truth has %s', async (grid, kind) => {
    expect(total(kind)).toBeGreaterThan(0)
    expect(await walk(sandbox, grid)).toHaveLength(total(kind))
    expect(await page(sandbox, grid, fields('count'))).toEqual([{ Count: String(total(kind)) }])
  })

  it('bounces are hard or soft, or a complaint, without a date', async () => {
    const rows = await walk(sandbox, 'mailing_activity_bounces')
    const bounces = sandbox
      .truth()
      .campaigns.flatMap((one) => one.activities.map((activity) => activity.rows.bounces.length))
    const [hard, soft] = ['is_hard_bounce', 'is_soft_bounce'].map(
      (name) => rows.filter((row) => row[name] === '1').length,
    )
    expect(Number(hard) + Number(soft)).toBe(bounces.reduce((sum, one) => sum + one, 0))
    expect(rows.filter((row) => row.is_aol_complaint === '1')).toHaveLength(total('abuse'))
    expect(Object.keys(rows[0] ?? {}).join()).not.toContain('date')
  })

  it('opens by the hour, forwards by the person and summaries add up', async () => {
    const sum = (rows: Record<string, string>[], name: string) =>
      rows.reduce((so, row) => so + Number(row[name]), 0)
    const hours = await walk(sandbox, 'mailing_activity_opens_by_hour')
    expect(sum(hours, 'open_count')).toBe(total('opens'))
    const forwards = await walk(sandbox, 'mailing_activity_forward_count')
    expect(sum(forwards, 'forward_count')).toBe(total('forwards'))
    const summaries = await walk(sandbox, 'mailing_activity')
    expect(sum(summaries, 'sent_count')).toBe(total('sends'))
    expect(sum(summaries, 'click_count')).toBe(total('clicks'))
  })

  it('moves to the archive after a hundred days', async () => {
    const late = await start({ now: Date.parse('2026-03-02T15:00:00Z'), ceiling: () => Infinity })
    const of = async (type: string) => Number((await page(late, type, fields('Count')))[0]?.Count)
    const grids = ['mailing_activity_subscriber_actions', 'mailing_activity_subscriber_archive']
    const before = await Promise.all(grids.map(of))
    expect(before[1]).toBe(0)
    late.clock.advance(30 * 86_400_000)
    const after = await Promise.all(grids.map(of))
    expect(after[1]).toBeGreaterThan(0)
    expect(Number(after[0]) + Number(after[1])).toBe(
      late.truth().campaigns.reduce((sum, one) => sum + one.totals.sends, 0),
    )
    await late.close()
  })
})

describe('conditions, order and pages', () => {
  it('filter by every comparator', async () => {
    const dates = (await walk(sandbox, 'mailing_activity_clicks')).map((one) => one.link_date ?? '')
    const middle = dates.toSorted()[Math.floor(dates.length / 2)] ?? ''
    const count = async (...given: [string, ...string[]]) => {
      const [comparator, ...values] = given
      const where = condition('LINK_DATE', comparator, ...values)
      const inner = `<Conditions>${where}</Conditions>${fields('Count')}`
      return Number((await page(sandbox, 'mailing_activity_clicks', inner))[0]?.Count)
    }
    // The seven decimals of the vendor are those of the sandbox's milliseconds.
    const wanted = (fits: (date: string) => boolean) => dates.filter(fits).length
    expect(middle).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/)
    expect(await count('EQ', middle)).toBe(wanted((one) => one === middle))
    expect(await count('NEQ', middle)).toBe(wanted((one) => one !== middle))
    expect(await count('GT', middle)).toBe(wanted((one) => one > middle))
    expect(await count('GTE', middle)).toBe(wanted((one) => one >= middle))
    expect(await count('LT', middle)).toBe(wanted((one) => one < middle))
    expect(await count('LTE', middle)).toBe(wanted((one) => one <= middle))
    expect(await count('IN', middle)).toBe(wanted((one) => one === middle))
    expect(await count('NOTIN', middle)).toBe(wanted((one) => one !== middle))
    const first = dates.toSorted()[0] ?? ''
    expect(await count('Between', first, middle)).toBe(wanted((one) => one <= middle))
  })

  it('give a thousand rows at most, in the order asked for', async () => {
    const sort = '<SortField order="descending">open_date</SortField>'
    const first = await page(sandbox, 'mailing_activity_opens', sort)
    expect(first).toHaveLength(1000)
    const dates = first.map((one) => one.open_date ?? '')
    expect(dates).toEqual(dates.toSorted().toReversed())
    const two = '<StartRow>999</StartRow><NumberOfRows>2</NumberOfRows>'
    expect(await page(sandbox, 'mailing_activity_opens', sort + two)).toEqual(first.slice(998))
  })
})
