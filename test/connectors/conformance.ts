/**
 * What every connector must do, proven against its vendor's simulator: a stage is an account with a
 * known history, and a way to make the vendor misbehave. Each connector's test calls
 * describeConformance with its own stage.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  type Connector,
  Failure,
  type FailureKind,
  type FeedbackAsk,
  type FeedbackEvent,
  type RawPage,
  type RemoteSuppression,
  type Vendor,
  walkPages,
} from '../../src/connectors/index.ts'

import type { HookStage } from './hook-conformance.ts'

/** Faults every vendor can have, in no vendor's words. Each lasts until the stage is healed. */
export type WorldFault =
  | 'throttled'
  | 'quota'
  | 'server_error'
  | 'no_answer'
  | 'cut_body'
  | 'reset'
  | 'html_page'
  | 'token_refused'
  | 'scope_missing'
  | 'not_found'
  | 'bad_request'
  | 'next_is_itself'
  | 'malformed_rows'

/** What happened, told by the simulator and not through its API. */
export interface Oracle {
  feedback: { ask: FeedbackAsk; events: Happening[] }[]
  optOuts: string[]
  /** Whom the vendor states outside any campaign to have complained, and to be unreachable. */
  complaints?: string[]
  deadAddresses?: string[]
}

export interface Happening {
  address: string
  /** Null where this vendor tells no time of it. */
  at: number | null
  url?: string
}

export interface Stage {
  connector: Connector
  /** A new line to the account, as after a restart. */
  vendor(): Vendor
  oracle(): Oracle
  /** How often a feedback page meets the fault; by default until heal. */
  misbehave(fault: WorldFault, times?: number): void
  heal(): void
  /** Faults this vendor cannot have, or tells in no way of its own. */
  lacks?: readonly WorldFault[]
  /** What is wrong with the requests made so far, by the vendor's own contract; null: unknown. */
  illegalRequests(): string[] | null
  /** Present where, and only where, the connector takes deliveries. */
  hookStage?(): HookStage
  close(): Promise<void>
}

export const EXPECTED: readonly (readonly [WorldFault, FailureKind])[] = [
  ['throttled', 'throttled'],
  ['quota', 'quota_exceeded'],
  ['server_error', 'temporary'],
  ['no_answer', 'temporary'],
  ['cut_body', 'temporary'],
  ['reset', 'temporary'],
  ['html_page', 'unreadable'],
  ['token_refused', 'unauthorised'],
  ['scope_missing', 'forbidden'],
  ['not_found', 'not_found'],
  ['bad_request', 'refused'],
  ['next_is_itself', 'unreadable'],
]

/** A whole sentence; one may begin with the vendor's name, however that is spelt. */
export function sentenceOf({ title }: Pick<Connector, 'title'>): RegExp {
  return new RegExp(`^([A-Z]|${title}\\b).*[.”]$`, 's')
}

export const PASSING: readonly WorldFault[] = [
  'throttled',
  'server_error',
  'no_answer',
  'cut_body',
  'reset',
  'token_refused',
]

const WALK_MAX = 200

export function describeConformance(name: string, start: () => Promise<Stage>): void {
  describe(`${name}, as every connector`, () => {
    let stage: Stage
    beforeAll(async () => {
      stage = await start()
    })
    afterEach(() => stage.heal())
    afterAll(() => stage.close())

    it('is well in good weather', async () => {
      const health = await stage.connector.check(stage.vendor())
      expect(health.checks.filter((line) => !line.ok)).toEqual([])
      expect(health.ok).toBe(true)
      expect(health.account).not.toBe('')
    })

    it('brings home every happening of every campaign, once each, and nothing else', async () => {
      const brought = await everything(stage)
      const { feedback } = stage.oracle()
      expect(feedback.some(({ events }) => events.length > 0)).toBe(true)
      for (const { ask, events } of feedback) {
        const found = brought.get(keyOf(ask)) ?? []
        expect(found.map(spell).sort(), keyOf(ask)).toEqual(events.map(spellTrue).sort())
      }
      const asked = new Set(feedback.map(({ ask }) => keyOf(ask)))
      expect([...brought.keys()].filter((key) => !asked.has(key))).toEqual([])
    })

    it('tells each mail with the links that were clicked in it, if it tells any', async () => {
      const { feedback } = stage.connector
      const clicked = clicksOf(stage.oracle())
      expect(clicked.size).toBeGreaterThan(0)
      for await (const campaigns of feedback!.campaigns(stage.vendor(), null)) {
        for (const { id } of campaigns) {
          const { html, activities } = await feedback!.campaign(stage.vendor(), id)
          expect(html === undefined).toBe(feedback!.tellsHtml === undefined)
          const links = activities.flatMap((one) => clicked.get(one.id) ?? [])
          if (html !== undefined) expect(addressesIn(html)).toEqual(expect.arrayContaining(links))
        }
      }
    })

    it('goes on from every page boundary, on a new line, to the very same bytes', async () => {
      const { ask } = longest(stage)
      const pages = await walk(stage, ask)
      expect(pages.length).toBeGreaterThan(2)
      for (const { cursor, page } of pages) {
        const again = await stage.connector.feedback!.page(stage.vendor(), ask, cursor)
        expect(Buffer.from(again.body).equals(Buffer.from(page.body))).toBe(true)
        expect(again.next).toBe(page.next)
      }
    })

    it('reads the same bytes to the same rows, and leaves the bytes alone', async () => {
      const { ask } = longest(stage)
      const { body } = await stage.connector.feedback!.page(stage.vendor(), ask, null)
      const before = Buffer.from(body)
      const once = stage.connector.feedback!.read(body, ask)
      expect(once.rows.length).toBeGreaterThan(0)
      expect(once.refused).toEqual([])
      expect(stage.connector.feedback!.read(Buffer.from(before), ask)).toEqual(once)
      expect(before.equals(Buffer.from(body))).toBe(true)
      expect(stage.connector.feedback!.reader).toMatch(/^[a-z-]+\/[a-z-]+@\d+$/)
    })

    it.for(EXPECTED)('takes %s for %s', async ([fault, kind], { skip }) => {
      skip(stage.lacks?.includes(fault) === true, 'this vendor has no such fault')
      stage.misbehave(fault)
      const { ask } = longest(stage)
      const failure = await stage.connector
        .feedback!.page(stage.vendor(), ask, null)
        .catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(Failure)
      expect(failure).toMatchObject({ kind })
      expect((failure as Failure).message).toMatch(/^[A-Z].*[.”]$/s)
    })

    it.each(PASSING)('gets over a single %s without losing or doubling anything', async (fault) => {
      const { ask, events } = longest(stage)
      stage.misbehave(fault, 1)
      const pages = await walk(stage, ask)
      const rows = pages.flatMap(({ page }) => stage.connector.feedback!.read(page.body, ask).rows)
      expect(rows.map(spell).sort()).toEqual(events.map(spellTrue).sort())
    })

    it('refuses malformed rows by field and reason, and reads the rest of the page', async () => {
      const { ask } = longest(stage)
      const feedback = stage.connector.feedback!
      const good = feedback.read((await feedback.page(stage.vendor(), ask, null)).body, ask)
      stage.misbehave('malformed_rows', 1)
      const bad = feedback.read((await feedback.page(stage.vendor(), ask, null)).body, ask)
      expect(bad.refused.length).toBeGreaterThan(0)
      for (const { field, reason, record } of bad.refused) {
        expect(field).not.toBe('')
        expect(reason).toMatch(/\.$/)
        expect(record).toBeTypeOf('object')
      }
      const kept = new Set(good.rows.map(spell))
      expect(bad.rows.every((row) => kept.has(spell(row)))).toBe(true)
      expect(bad.rows.length).toBeGreaterThanOrEqual(good.rows.length - bad.refused.length)
    })

    it('tells totals for campaigns that were sent, if it tells any', async () => {
      const { totals, feedback } = stage.connector
      if (!totals) return
      const ids: string[] = []
      for await (const page of feedback!.campaigns(stage.vendor(), null)) {
        ids.push(...page.filter((one) => one.status === 'sent').map((one) => one.id))
      }
      const read = await totals.read(stage.vendor(), ids.slice(0, totals.batchMax))
      expect(read.map((one) => one.campaignId).sort()).toEqual(ids.sort())
      const sent = read.reduce((sum, one) => sum + (one.sent ?? 0), 0)
      const known = stage.oracle().feedback.filter(({ ask }) => ask.kind === 'sent')
      expect(sent).toBe(known.reduce((sum, { events }) => sum + events.length, 0))
    })

    it('brings home every opt-out of the contacts, if it brings any', async () => {
      const { suppressions } = stage.connector
      if (!suppressions) return
      const rows = await suppressedSince(stage, null)
      const because = (cause?: 'complaint' | 'bounce') =>
        rows.filter((row) => row.cause === cause).map((row) => row.address)
      const { optOuts, complaints = [], deadAddresses = [] } = stage.oracle()
      expect(because().sort()).toEqual(optOuts.sort())
      expect(because('complaint').sort()).toEqual(complaints.sort())
      expect(because('bounce').sort()).toEqual(deadAddresses.sort())
      // A vendor that dates none of them cannot tell those since a moment.
      if (rows.every((row) => row.occurredAt === null)) return
      const wishes = rows.filter((row) => row.cause !== 'bounce')
      const times = wishes.flatMap((row) => row.occurredAt ?? [])
      // A vendor that tells no time is asked since a moment in a test of its own.
      if (times.length === 0) return
      const since = await suppressedSince(stage, Math.max(...times) - 1)
      expect(since.length).toBeGreaterThan(0)
      expect(since.length).toBeLessThan(rows.length)
    })

    it('reads lists and contacts, if it reads any', async () => {
      const { lists, contacts } = stage.connector
      for (const part of [lists, contacts]) {
        if (!part) continue
        const ids: string[] = []
        const pages = walkPages('test', (cursor) => part.page(stage.vendor(), cursor))
        for await (const { body } of pages) {
          const read = part.read(body)
          expect(read.refused).toEqual([])
          // A vendor may tell of a contact again with each of its lists.
          ids.push(...read.rows.map((one) => ('lists' in one ? `${one.id} ${one.lists}` : one.id)))
        }
        expect(ids.length).toBeGreaterThan(0)
        expect(new Set(ids).size).toBe(ids.length)
      }
    })

    it('knows each field of a contact once, as a contact holds it, if it knows any', async () => {
      const { fields, contacts, audience } = stage.connector
      if (!fields) return
      expect(audience, 'values go out with the audience').toBeDefined()
      const all = [...fields.fixed, ...(await fields.custom(stage.vendor()))]
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
      for (const { charsMax, holds, isCustom } of all) {
        expect(charsMax).toBeGreaterThan(0)
        if (isCustom) expect(holds).toBeNull()
      }
      const ids = new Set(all.map(({ id }) => id))
      const { body } = await contacts!.page(stage.vendor(), null)
      for (const { values } of contacts!.read(body).rows) {
        expect(Object.keys(values).filter((id) => !ids.has(id))).toEqual([])
        expect(Object.values(values)).not.toContain('')
      }
    })

    it('makes a field that is there then, and not twice, if it makes any', async () => {
      const { fields } = stage.connector
      if (!fields?.create) return
      for (const kind of ['text', 'number', 'date'] as const) {
        const made = await fields.create(stage.vendor(), { label: `Made ${kind}`, kind })
        expect(made).toMatchObject({ label: `Made ${kind}`, kind, isCustom: true })
        expect(await fields.custom(stage.vendor())).toContainEqual(made)
        expect(await fields.create(stage.vendor(), { label: `Made ${kind}`, kind })).toBe(
          'label_taken',
        )
      }
    })

    it('shows its deliveries, if and only if it takes any', () => {
      expect(stage.hookStage !== undefined).toBe(stage.connector.hooks !== undefined)
    })

    it('asked nothing in all this that the vendor’s contract does not allow', ({ skip }) => {
      const illegal = stage.illegalRequests()
      skip(illegal === null, 'the vendor’s contract is not here (set HOMING_SPECS)')
      expect(illegal).toEqual([])
    })
  })
}

/** The addresses that were clicked, by the mailing they stood in. */
function clicksOf({ feedback }: Oracle): Map<string, string[]> {
  const clicks = feedback.filter(({ ask, events }) => ask.kind === 'click' && events.length > 0)
  return new Map(
    clicks.map(({ ask, events }) => [ask.activity, events.flatMap(({ url }) => url ?? [])]),
  )
}

function addressesIn(html: string | null): string[] {
  const found = (html ?? '').matchAll(/href="([^"]*)"/g)
  return [...found].map(([, address]) => address!.replaceAll('&amp;', '&'))
}

async function suppressedSince(stage: Stage, since: number | null): Promise<RemoteSuppression[]> {
  const part = stage.connector.suppressions!
  const rows: RemoteSuppression[] = []
  const pages = walkPages('test', (cursor) => part.page(stage.vendor(), since, cursor))
  for await (const { body } of pages) {
    const read = part.read(body)
    expect(read.refused).toEqual([])
    rows.push(...read.rows)
  }
  return rows
}

async function everything(stage: Stage): Promise<Map<string, FeedbackEvent[]>> {
  const feedback = stage.connector.feedback!
  const found = new Map<string, FeedbackEvent[]>()
  for await (const campaigns of feedback.campaigns(stage.vendor(), null)) {
    for (const campaign of campaigns) {
      const { activities, sentAt } = await feedback.campaign(stage.vendor(), campaign.id)
      expect(sentAt !== null).toBe(campaign.status === 'sent')
      for (const { id } of activities) {
        for (const kind of feedback.kindsOf?.(id) ?? feedback.kinds) {
          const ask = { activity: id, kind }
          for (const { page } of await walk(stage, ask)) {
            const { rows, refused } = feedback.read(page.body, ask)
            expect(refused).toEqual([])
            if (rows.length > 0) found.set(keyOf(ask), [...(found.get(keyOf(ask)) ?? []), ...rows])
          }
        }
      }
    }
  }
  return found
}

async function walk(stage: Stage, ask: FeedbackAsk) {
  const pages: { cursor: string | null; page: RawPage }[] = []
  const vendor = stage.vendor()
  let cursor: string | null = null
  for (let i = 0; i < WALK_MAX; i++) {
    const page: RawPage = await stage.connector.feedback!.page(vendor, ask, cursor)
    pages.push({ cursor, page })
    cursor = page.next
    if (cursor === null) return pages
  }
  throw new Error(`More than ${WALK_MAX} pages.`)
}

function longest(stage: Stage) {
  const { feedback } = stage.oracle()
  return feedback.reduce((most, one) => (one.events.length > most.events.length ? one : most))
}

const keyOf = (ask: FeedbackAsk) => `${ask.kind} of ${ask.activity}`
const spell = (e: FeedbackEvent) => `${e.address} ${e.occurredAt} ${e.link?.url ?? ''}`
const spellTrue = (h: Happening) => `${h.address} ${h.at} ${h.url ?? ''}`
