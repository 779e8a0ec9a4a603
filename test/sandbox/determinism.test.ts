import { describe, expect, it } from 'vitest'
import { createClock } from '../../sandbox/clock.ts'
import { createLimits } from '../../sandbox/limits.ts'
import { lawFirm, peopleCsv } from '../../sandbox/index.ts'
import { truthOf } from '../../sandbox/world/truth.ts'
import { createWorld } from '../../sandbox/world/world.ts'

const day = 86_400_000
const start = Date.parse('2026-03-02T08:00:00Z')

describe('the same seed', () => {
  it('tells the same story, relative to its start', () => {
    const relative = (begin: number) => {
      const world = createWorld(lawFirm(7), begin, 7)
      return [...world.story.activities.values()].flatMap(({ rows }) =>
        Object.values(rows).flatMap((list) => list.map((row) => ({ ...row, at: row.at - begin }))),
      )
    }
    expect(relative(start)).toEqual(relative(start + 400 * day + 12_345))
  })

  it('writes the same people, and another seed writes others', () => {
    expect(peopleCsv(lawFirm(7).people)).toBe(peopleCsv(lawFirm(7).people))
    expect(peopleCsv(lawFirm(7).people)).not.toBe(peopleCsv(lawFirm(8).people))
  })
})

describe.each([1, 2, 3, 4, 5])('the law firm, seed %i', (seed) => {
  const definition = lawFirm(seed)
  const world = createWorld(definition, start, seed)

  it('has about two thousand people of every kind', () => {
    const { people } = definition
    expect(people.length).toBeGreaterThan(1700)
    expect(people.length).toBeLessThan(2500)
    expect(new Set(people.map((one) => one.externalId)).size).toBe(people.length)
    expect(people.filter((one) => one.email === '').length).toBeGreaterThan(40)
    expect(people.filter((one) => one.otherEmails.length > 0).length).toBeGreaterThan(20)
    const addresses = people.map((one) => one.email).filter((email) => email !== '')
    expect(new Set(addresses).size).toBeLessThan(addresses.length - 5)
    expect(new Set(people.map((one) => one.owner)).size).toBe(12)
    expect(people.some((one) => /[^\x00-\x7f]/.test(one.name))).toBe(true)
    const ascii = addresses.every((one) => /^[\x21-\x7e]+@[\x21-\x7e]+$/.test(one))
    expect(ascii).toBe(true)
  })

  it('holds each address in one contact only', () => {
    const addresses = definition.contacts.map((one) => one.address)
    expect(new Set(addresses).size).toBe(addresses.length)
    expect(Math.max(...addresses.map((one) => one.length))).toBeLessThanOrEqual(80)
  })

  it('falls quiet within twelve days, and has bounces of every code by then', () => {
    expect(world.story.quietAt - start).toBeLessThan(12 * day)
    expect(world.story.quietAt - start).toBeGreaterThan(7 * day)
    const truth = truthOf(world, world.story.quietAt)
    const codes = truth.campaigns.flatMap((one) => Object.keys(one.totals.bouncesByCode))
    expect([...new Set(codes)].sort()).toEqual(['B', 'D', 'F', 'S', 'V', 'X', 'Z'])
  })

  it('writes to nobody who has left, and nobody leaves twice', () => {
    const left = new Map<string, number>()
    for (const { rows } of world.story.activities.values()) {
      for (const row of rows.optouts) {
        expect(left.has(row.contactId)).toBe(false)
        left.set(row.contactId, row.at)
      }
    }
    for (const { rows, activity } of world.story.activities.values()) {
      for (const { contactId } of rows.sends) {
        const optOut = world.story.optOuts.get(contactId)
        const sendAt = activity.runs[0]?.at ?? 0
        if (optOut !== undefined) expect(optOut.at).toBeGreaterThan(sendAt)
        const { permission } = definition.contacts.find((one) => one.contactId === contactId)!
        expect(['temp_hold', 'pending_confirmation', 'not_set']).not.toContain(permission)
      }
    }
  })

  it('has scanners that click every link within seconds', () => {
    const summer = definition.campaigns.find((one) => one.name === 'Summer client letter')!
    const { rows } = world.story.activities.get(summer.activities[0]!.activityId)!
    const scans = rows.clicks.filter((row) => row.cause === 'scanner')
    const contacts = new Set(scans.map((row) => row.contactId))
    expect(contacts.size).toBeGreaterThan(5)
    expect(scans.length).toBe(contacts.size * summer.links.length)
    for (const scan of scans) {
      const sent = rows.sends.find((row) => row.contactId === scan.contactId)!
      expect(scan.at - sent.at).toBeLessThan(20_000)
      expect(scan.device).toBe('computer')
    }
  })
})

describe('the clock', () => {
  const course = () => {
    let real = 0
    let ceiling = 10_000
    const clock = createClock({
      start: 1000,
      speed: 2,
      ceiling: () => ceiling,
      quietAt: () => 50_000,
      real: () => real,
    })
    return {
      clock,
      pass: (ms: number) => (real += ms),
      raise: (to: number) => (ceiling = to),
    }
  }

  it('runs at its speed, and stops at the ceiling', () => {
    const { clock, pass, raise } = course()
    pass(100)
    expect(clock.now()).toBe(1200)
    clock.setSpeed(0)
    pass(100)
    expect(clock.now()).toBe(1200)
    expect(clock.advance(1_000_000)).toBe(10_000)
    expect(clock.runUntilQuiet()).toBe(10_000)
    expect(clock.quiet()).toBe(false)
    raise(90_000)
    expect(clock.runUntilQuiet()).toBe(50_000)
    expect(clock.quiet()).toBe(true)
  })

  it('never runs backwards', () => {
    const { clock } = course()
    clock.advance(500)
    expect(clock.advance(-100)).toBe(1500)
  })
})

describe('limits', () => {
  it('lets four calls pass in any second', () => {
    let real = 0
    const pace = { perSecond: 4, perDay: 10_000, enforce: true }
    const limits = createLimits({ ...pace, date: () => start, real: () => real })
    const book = () => limits.book('key')
    expect([book(), book(), book(), book(), book()].at(-1)).toBe('throttled')
    expect(limits.book('another key')).toBeUndefined()
    real = 1001
    expect(book()).toBeUndefined()
  })

  it('ends the day’s quota at midnight UTC', () => {
    let date = start
    let real = 0
    const pace = { perSecond: 4, perDay: 3, enforce: true }
    const limits = createLimits({ ...pace, date: () => date, real: () => real })
    const book = () => {
      real += 1000
      return limits.book('key')
    }
    expect([book(), book(), book(), book()]).toEqual([undefined, undefined, undefined, 'quota'])
    date = Date.parse('2026-03-02T23:59:59Z')
    expect(book()).toBe('quota')
    date = Date.parse('2026-03-03T00:00:00Z')
    expect(book()).toBeUndefined()
  })
})
