import { describe, expect, test } from 'vitest'
import { shortfall } from '../../src/alarms/feedback.ts'
import { RULES } from '../../src/alarms/index.ts'
import { judgeAll, type Facts } from '../../src/alarms/rules/index.ts'
import { fc } from '../property.ts'
import { aCampaign, aConnection, DAY, HOUR, MINUTE, NOW } from './facts.ts'

function found(facts: Partial<Facts>, now = NOW) {
  return judgeAll({ connection: [], campaign: [], endpoint: [], month: [], sent_view: [], ...facts }, now)
}
const ruleNames = (facts: Partial<Facts>, now = NOW) => found(facts, now).map((one) => one.rule)

describe('the rules', () => {
  test('are a list with names of their own, and find nothing where all is well', () => {
    expect(new Set(RULES.map((rule) => rule.name)).size).toBe(RULES.length)
    const endpoint = [{ id: 1, name: 'x', status: 'active' as const, reason: '' }]
    expect(found({ connection: [aConnection()], campaign: [aCampaign(5)], endpoint })).toEqual([])
  })

  test('say what is wrong, who must act and what to do, and about what', () => {
    const connection = [aConnection({ status: 'needs_reauthorisation' })]
    expect(found({ connection })).toEqual([
      {
        rule: 'grant_refused',
        subject: 'connection:3',
        connectionId: 3,
        campaignId: null,
        endpointId: null,
        severity: 'broken',
        sentence:
          'Constant Contact no longer accepts the authorisation of Newsletter account; '
          + 'nothing comes home.',
        nextStep: 'Open the connection and authorise it again. Nothing that came home is lost.',
        whoMustAct: 'you',
      },
    ])
  })
})

describe('a grant', () => {
  const grant = { receivedAt: NOW, expiresAt: NOW + DAY, canRenew: true, idleDays: 180 }
  const paused = { connection: [aConnection({ status: 'paused', grant })] }

  test('that nobody uses is told of in the last thirty of its 180 days, then is over', () => {
    expect(ruleNames(paused, NOW + 149 * DAY)).toEqual([])
    expect(found(paused, NOW + 151 * DAY)).toMatchObject([
      { rule: 'grant_ending', severity: 'at_risk', dueAt: NOW + 180 * DAY },
    ])
    expect(found(paused, NOW + 181 * DAY)).toMatchObject([
      { rule: 'grant_ending', severity: 'broken' },
    ])
  })

  test('of unknown life raises nothing; one that cannot be renewed is told of by its own end', () => {
    const unknown = { ...grant, idleDays: null }
    const without = { ...grant, canRenew: false, expiresAt: NOW + 60 * DAY }
    const of = (one: typeof unknown | typeof without) => ({
      connection: [aConnection({ status: 'paused', grant: one })],
    })
    expect(ruleNames(of(unknown), NOW + 1000 * DAY)).toEqual([])
    expect(ruleNames(of(without), NOW + 49 * DAY)).toEqual([])
    expect(ruleNames(of(without), NOW + 51 * DAY)).toEqual(['grant_ending'])
  })
})

describe('implied consent', () => {
  const month = { id: 202605, people: 12, firstAt: Date.parse('2026-05-20T09:00:00Z') }

  test('that ends is one alarm a month, whoever it is', () => {
    const next = { id: 202606, people: 1, firstAt: Date.parse('2026-06-01T00:00:00Z') }
    expect(found({ month: [month, next] })).toMatchObject([
      {
        rule: 'consent_ending',
        subject: 'month:202605',
        severity: 'at_risk',
        sentence:
          'Implied consent of 12 people ends in May 2026, the first on 20 May 2026. '
          + 'From then on they are not written to.',
        dueAt: month.firstAt,
      },
      { subject: 'month:202606', sentence: expect.stringContaining('of 1 person ends in June') },
    ])
  })

  test('of nobody raises nothing', () => {
    expect(found({ month: [{ ...month, people: 0 }] })).toEqual([])
  })
})

describe('a schedule', () => {
  test('fails after three runs in a row, not after two', () => {
    const failing = (failedInRow: number) => ({
      connection: [aConnection({ failedInRow, lastFailure: 'It did not answer.' })],
    })
    expect(ruleNames(failing(2))).toEqual([])
    const [alarm] = found(failing(3))
    expect(alarm).toMatchObject({ rule: 'schedule_failing', severity: 'broken' })
    expect(alarm!.sentence).toContain('The last one said: It did not answer.')
  })

  test('fails when nothing ended well for four intervals, though it was tried', () => {
    const silent = { lastGoodAt: NOW - 3 * HOUR, lastTriedAt: NOW - 10 * MINUTE, failedInRow: 1 }
    expect(ruleNames({ connection: [aConnection(silent)] })).toEqual(['schedule_failing'])
    expect(ruleNames({ connection: [aConnection({ ...silent, isRunning: true })] })).toEqual([])
    expect(ruleNames({ connection: [aConnection({ ...silent, status: 'paused' })] })).toEqual([])
  })

  test('fails when runs are due and nobody begins them; not when it was resumed just now', () => {
    const long = { lastGoodAt: NOW - 20 * DAY, lastTriedAt: NOW - 20 * DAY }
    expect(
      ruleNames({ connection: [aConnection({ ...long, nextRunAt: NOW - 20 * MINUTE })] }),
    ).toEqual(['schedule_failing'])
    expect(ruleNames({ connection: [aConnection({ ...long, nextRunAt: NOW - MINUTE })] })).toEqual(
      [],
    )
  })
})

describe('a quota', () => {
  const quota = { perDay: 10_000, resetsAt: NOW + 12 * HOUR, perSecond: 4, lastsUntil: null }
  const short = (usedToday: number, waiting: number) =>
    found({ connection: [aConnection({ quota: { ...quota, usedToday, waiting } })] })

  test('that lasts is no alarm; one that does not last at this pace, or for what waits, is', () => {
    expect(short(4_900, 100)).toEqual([])
    expect(short(6_000, 0)).toMatchObject([{ rule: 'quota_short', dueAt: quota.resetsAt }])
    expect(short(9_000, 2_000)[0]!.sentence).toContain('2,000 parts of the feedback still wait')
    expect(short(10_000, 0)).toHaveLength(1)
  })
})

describe('a hook and a webhook', () => {
  test('that were switched off', () => {
    const hook = { disabledAt: NOW - HOUR, reason: 'It answered 404.' }
    expect(found({ connection: [aConnection({ hook })] })).toMatchObject([
      { rule: 'hook_disabled', whoMustAct: 'you' },
    ])
    expect(
      ruleNames({ connection: [aConnection({ hook: { disabledAt: null, reason: '' } })] }),
    ).toEqual([])
    const endpoint = [{ id: 2, name: 'Slack', status: 'disabled' as const, reason: 'Gone.' }]
    expect(found({ endpoint })).toMatchObject([{ rule: 'webhook_disabled', endpointId: 2 }])
  })
})

describe('the retention clock', () => {
  test('at day 80 of 90: a campaign that is not here is at risk, one that is here is not', () => {
    const unread = { asOf: NOW - 40 * DAY }
    expect(ruleNames({ campaign: [aCampaign(71, unread)] })).toEqual([])
    const [alarm] = found({ campaign: [aCampaign(80, unread)] })
    expect(alarm).toMatchObject({
      rule: 'retention_ending',
      severity: 'at_risk',
      campaignId: 7,
      connectionId: 3,
      dueAt: NOW + 10 * DAY,
    })
    expect(alarm!.sentence).toContain('probably keeps the feedback')
    expect(alarm!.nextStep).toContain('within 10 days')
    expect(ruleNames({ campaign: [aCampaign(80)] })).toEqual([])
    expect(ruleNames({ campaign: [aCampaign(80, { asOf: null })] })).toEqual(['retention_ending'])
  })

  test('is over at day 90: what was not read in time is told of until it is read', () => {
    expect(found({ campaign: [aCampaign(91, { asOf: NOW - 40 * DAY })] })).toMatchObject([
      { severity: 'broken' },
    ])
    expect(ruleNames({ campaign: [aCampaign(91)] })).toEqual([])
    // Read after the end, and not since: there is nothing more to be had.
    expect(ruleNames({ campaign: [aCampaign(300, { asOf: NOW - 200 * DAY })] })).toEqual([])
    expect(ruleNames({ campaign: [aCampaign(91, { asOf: null, retention: null })] })).toEqual([])
  })
})

describe('little feedback', () => {
  const earlier = [
    { sent: 2000, reactions: 900 },
    { sent: 1500, reactions: 700 },
    { sent: 800, reactions: 300 },
    { sent: 2000, reactions: 40 },
  ]
  const of = (more: object) => ({
    ageMs: DAY,
    sent: 2000,
    espSent: 2000,
    reactions: 800,
    earlier,
    ...more,
  })

  test('is judged by the median of the earlier campaigns at the same age', () => {
    expect(shortfall(of({}))).toBeNull()
    expect(shortfall(of({ reactions: 90 }))).toBeNull()
    expect(shortfall(of({ reactions: 20 }))).toEqual({
      expected: 825,
      actual: 20,
      what: 'reactions',
    })
  })

  test('is not told of without experience, unless the ESP contradicts us', () => {
    const few = { earlier: earlier.slice(0, 2), reactions: 0 }
    expect(shortfall(of(few))).toBeNull()
    expect(shortfall(of({ ...few, sent: 0 }))).toMatchObject({ what: 'sends', expected: 2000 })
    expect(shortfall(of({ ...few, sent: 0, espSent: 12 }))).toBeNull()
  })

  test('where not even the sends came home, the smallest earlier campaign is taken for its size', () => {
    expect(shortfall(of({ sent: 0, espSent: null, reactions: 0 }))).toMatchObject({ expected: 330 })
  })

  test('never fires for a small mailing, whatever came back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 19 }),
        fc.array(
          fc
            .integer({ min: 1, max: 5000 })
            .chain((sent) => fc.record({ sent: fc.constant(sent), reactions: fc.nat(sent) })),
          { maxLength: 10 },
        ),
        (sent, before) => {
          expect(shortfall(of({ sent, espSent: sent, reactions: 0, earlier: before }))).toBeNull()
        },
      ),
    )
  })

  test('is a rule of campaigns whose connection is active', () => {
    const feedback = of({ reactions: 1 })
    const [alarm] = found({ campaign: [aCampaign(1, { feedback })] })
    expect(alarm).toMatchObject({ rule: 'little_feedback', severity: 'at_risk' })
    expect(alarm!.sentence).toContain('1 reaction in 24 hours, where your earlier campaigns had')
    const connection = aConnection({ status: 'paused' })
    expect(ruleNames({ campaign: [aCampaign(1, { feedback, connection })] })).toEqual([])
  })
})
