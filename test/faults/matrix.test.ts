import { afterAll, describe, expect, test, vi } from 'vitest'
import { playInline } from '../../faults/inline.ts'
import { clocks, killedRenewal, renewal, storyOf, trialsOf } from '../../faults/matrix.ts'
import { RIGHT, scheduled, testStage } from './stage.ts'

/**
 * The faults in the running system, with Constant Contact, over HTTP, a few in each story;
 * afterwards every row, opt-out, invalid address, figure and problem is compared with what the
 * simulated vendor knows (faults/oracle.ts). What goes on after a fault is the schedule's own: nobody presses anything.
 * `npm run faults -- --each` plays each fault alone, in a world of its own.
 */
vi.setConfig({ testTimeout: 120_000 })

const stage = testStage()
afterAll(() => stage.close())

/** Of each story its rounds, of each round the faults that come one after the other. */
const stories: Record<string, string[][]> = {
  'asked to wait: for seconds, until a date, for an hour': [
    [
      '429 with Retry-After in seconds',
      '429 with Retry-After as a date',
      '429 that asks for an hour',
    ],
  ],
  'asked to slow down without a word of how long, until the day is spent': [
    ['429 without a word', '403 as a throttle', '429: the day is spent'],
  ],
  'a burst of 5xx, on a campaign, and longer than a request is patient': [
    ['a short burst of 5xx', '5xx on a campaign'],
    ['5xx longer than a request is patient'],
  ],
  'no whole answer: none in time, a reset, a lost one, a slow one': [
    ['no answer in time', 'a reset instead of an answer', 'a lost answer', 'a slow body'],
  ],
  'answers with a good status that are no page': [
    ['a body cut short in the middle of a page'],
    ['HTML with a good status'],
    ['JSON that is no page'],
    ['a number without bound'],
  ],
  'answers with a good status that can be read in two ways, or in none': [
    ['the same key twice'],
    ['an empty body'],
    ['bytes that are no text'],
    ['the word null'],
    ['nesting without end'],
  ],
  'links in circles, pages and rows that come twice': [
    ['a next link that points to itself'],
    ['the same page once more'],
    ['rows twice on a page'],
  ],
  'rows that come late, and in another order': [['rows that come late'], ['rows in another order']],
  'paging by offset while rows come and go': [
    ['paging by offset while rows go'],
    ['paging by offset while rows arrive'],
  ],
  'a source that comes back empty': [['a source that comes back empty']],
  'a cursor that is not valid (400), or expired (410)': [
    ['a cursor that is not valid (400)'],
    ['a cursor that expired (410)'],
  ],
  'a token that expires in the middle of a page': [['an authorisation that ends in the middle']],
  'an outage is shown as what it is, and gone when it is over': [
    [],
    ['asked for a slower pace'],
    ['the day is spent'],
    ['a scope that is gone'],
    [],
    ['nothing but 503'],
    ['nothing but 500'],
    [],
    ['nothing but resets'],
    ['nothing but HTML'],
    ['403 without a word'],
  ],
  'a wire that is cut, reset, refused, half open or drips': [
    ['a connection cut in the middle of an answer'],
    ['a connection reset in the middle of an answer'],
    ['refused connections'],
    ['a connection that is half open'],
    ['an answer that drips'],
  ],
}

describe('the vendor', () => {
  test.each(Object.entries(stories))('%s', async (_, rounds) => {
    const { found, unmet } = await playInline(stage, storyOf(rounds))
    expect(found).toEqual(RIGHT)
    expect(unmet).toEqual([])
  })

  test('every fault there is has its story', () => {
    expect(Object.values(stories).flat(2).sort()).toEqual(trialsOf('constant-contact').sort())
  })

  test('rows arrive while pages are read', async () => {
    const rounds = [4, 9, 15].map((nth) => ({ drift: { nth, hours: 9 } }))
    const { met, found } = await playInline(stage, scheduled(rounds))
    expect(found).toEqual(RIGHT)
    expect(met).toContain('drift')
  })
})

describe('tokens', () => {
  test('a rotation whose answer is lost: one notice, and all is right once authorised', async () => {
    const { met, found } = await playInline(stage, renewal({ kind: 'lost-rotated-answer' }))
    expect(found).toEqual(RIGHT)
    expect(met).toContain('lost-rotated-answer')
  })

  test('a token service that is not well costs the grant nothing', async () => {
    const { met, found } = await playInline(stage, renewal({ times: 3, kind: 'server-error' }))
    expect(found).toEqual(RIGHT)
    expect(met).toEqual(expect.arrayContaining(['expired-token', 'server-error']))
  })

  test('a process killed between rotation and storing', async () => {
    const { met, found } = await playInline(stage, killedRenewal())
    expect(found).toEqual(RIGHT)
    expect(met).toEqual(expect.arrayContaining(['expired-token', 'crash']))
  })
})

/** The long command tries more of them. */
test.each([23, -50])('our clock is ahead of the vendor’s by %i hours', async (hours) => {
  const { found } = await playInline(stage, clocks(hours))
  expect(found).toEqual(RIGHT)
})

describe('workers', () => {
  test.each(['zombie', 'race'] as const)(
    'another takes the run up while one is at it: %s',
    async (how) => {
      const rounds = [5, 17, 29].map((nth) => ({ rival: { nth, how } }))
      const { met, found } = await playInline(stage, scheduled(rounds))
      expect(found).toEqual(RIGHT)
      expect(met).toContain('rival')
    },
  )
})
