import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { changeLinkKey } from '../../src/preferences/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { fc } from '../property.ts'
import { freshHoming, ORIGIN, type TestHoming } from '../api/homing.ts'
import { makeWorkspace } from '../database.ts'
import { castOf, may, tokenFor, type Cast } from './world.ts'

let homing: TestHoming
let cast: Cast
beforeAll(async () => {
  homing = await freshHoming()
})
beforeEach(async () => {
  const workspaceId = await makeWorkspace(homing.database, 'Field & Marsh <LLP>')
  cast = await homing.database.inWorkspace(workspaceId, (tx) => castOf(tx, workspaceId))
})
afterAll(() => homing.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) =>
  homing.database.inWorkspace(cast.workspaceId, work)
const place = (campaignId: number | null = null) => ({
  workspaceId: cast.workspaceId,
  addressId: cast.own,
  campaignId,
})
const page = (campaignId: number | null = null) => `/p/${tokenFor(place(campaignId))}`
const oneClick = (campaignId: number | null = null) =>
  `/u/${tokenFor(place(campaignId), 'unsubscribe')}`
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  homing.app.request(ORIGIN + path, { method, headers })
const post = (path: string, fields: [string, string][] | string, headers = {}) =>
  homing.app.request(ORIGIN + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
  })
const facts = () =>
  inside((tx) => tx.selectFrom('consent_fact').selectAll().orderBy('id').execute())
const mayWe = (topicId: number | null = null) =>
  inside((tx) => may(tx, cast.workspaceId, 'ann@example.com', topicId))

/** As Gmail sends it: no cookie, no origin, a form of one field. */
const CLICK = 'List-Unsubscribe=One-Click'

describe('one click (RFC 8058)', () => {
  test('leaves the topic of the mailing, at once, without a redirect or a page', async () => {
    const response = await post(oneClick(cast.invitation), CLICK)
    expect(response.status).toBe(200)
    expect(response.headers.get('location')).toBeNull()
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(response.headers.get('content-type')).toContain('text/plain')
    expect(await mayWe(cast.events)).toBe(false)
    expect(await mayWe(cast.tax)).toBe(true)
    expect(await facts()).toMatchObject([
      { source: 'preference_page', campaign_id: cast.invitation, doubt: '' },
    ])
  })

  test('leaves everything where the mailing is about nothing in particular', async () => {
    expect((await post(oneClick(cast.letter), CLICK)).status).toBe(200)
    expect(await mayWe()).toBe(false)
  })

  test('as multipart, twice, and from a mail provider that sends strange headers', async () => {
    const body = new FormData()
    body.set('List-Unsubscribe', 'One-Click')
    const multipart = await homing.app.request(ORIGIN + oneClick(), { method: 'POST', body })
    expect(multipart.status).toBe(200)
    const headers = { origin: 'null', 'sec-fetch-site': 'cross-site', 'user-agent': 'Java/17' }
    expect((await post(oneClick(), CLICK, headers)).status).toBe(200)
    expect(await facts()).toHaveLength(1)
  })

  test.each([
    ['', {}],
    ['List-Unsubscribe=Maybe', {}],
    ['{"List-Unsubscribe":"One-Click"}', { 'content-type': 'application/json' }],
    ['--x', { 'content-type': 'multipart/form-data; boundary=x' }],
  ])('a post that does not say so (%s) leaves nothing', async (body, headers) => {
    const response = await post(oneClick(), body, headers)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await facts()).toEqual([])
  })

  test('after a program looked at the address, it holds and is doubted', async () => {
    await get(oneClick(cast.letter), {}, 'HEAD')
    await post(oneClick(cast.letter), CLICK)
    const [fact] = await facts()
    expect(fact!.doubt).toMatch(/a program looked at the address/)
    expect(await mayWe()).toBe(false)
  })
})

describe('looking', () => {
  test('changes nothing, whatever looks, with whatever it says', async () => {
    const query = fc.dictionary(
      fc.constantFrom('act', 'List-Unsubscribe', 'undo', 'topic', 'lang', 'reason', 'x'),
      fc.constantFrom('leave_everything', 'One-Click', 'everything:out', 'save', 'de', '1', '<'),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'HEAD'),
        fc.constantFrom(page, oneClick),
        query,
        async (method, link, said) => {
          const path = `${link(cast.letter)}?${new URLSearchParams(said).toString()}`
          const response = await get(path, { 'content-type': 'text/plain' }, method)
          expect(response.status).toBe(200)
          expect(response.headers.get('set-cookie')).toBeNull()
        },
      ),
      { numRuns: 30 },
    )
    expect(await facts()).toEqual([])
  })

  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is no way to ask', async (method) => {
    const response = await get(page(), {}, method)
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST')
    expect(await facts()).toEqual([])
  })

  test('shows the firm, the masked address and the topics, and keeps to itself', async () => {
    const response = await get(page())
    const text = await response.text()
    expect(text).toContain('Field &amp; Marsh &lt;LLP&gt;')
    expect(text).toContain('a***@example.com')
    expect(text).not.toContain('ann@')
    expect(text).toContain('Tax')
    expect(text).not.toMatch(/<script|onclick|javascript:/i)
    const policy = response.headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('x-robots-tag')).toContain('noindex')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test.each([
    [undefined, undefined, 'en'],
    ['de-AT,de;q=0.9,en;q=0.8', undefined, 'de'],
    ['fr-FR,fr;q=0.9,de;q=0.3,en;q=0.2', undefined, 'de'],
    ['fr', undefined, 'en'],
    ['de', 'en', 'en'],
    ['en', 'xx', 'en'],
    ['de;q=nonsense,en;q=0.1', undefined, 'en'],
  ])('accepting %s, having chosen %s, in %s', async (accepts, chosen, language) => {
    const path = chosen === undefined ? page() : `${page()}?lang=${chosen}`
    const headers: Record<string, string> = accepts ? { 'accept-language': accepts } : {}
    const text = await (await get(path, headers)).text()
    expect(text).toContain(`<html lang="${language}">`)
  })
})

describe('a form', () => {
  test('saves what was ticked, says what holds, and takes it back', async () => {
    const response = await post(page(cast.letter), [
      ['act', 'save'],
      ['topic', String(cast.tax)],
      ['shown', `${cast.tax},${cast.events}`],
      ['reason', 'reasonTooMany'],
      ['words', '  please\n stop  '],
      ['lang', 'de'],
    ])
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(text).toContain('Keine Aussendungen mehr zu „Events“.')
    expect(await facts()).toMatchObject([
      {
        reason: 'Ich erhalte zu viele E-Mails: please stop',
        evidence: 'Sent from the preference page, wording de-2',
        campaign_id: cast.letter,
      },
    ])
    const undo = /name="undo" value="([^"]+)"/.exec(text)![1]!
    expect(undo).toBe(`${cast.events}:in`)
    await post(page(cast.letter), [
      ['act', 'undo'],
      ['undo', undo],
    ])
    expect(await mayWe(cast.events)).toBe(true)
  })

  test('of the unsubscribe page asks before it leaves, and leads on to all preferences', async () => {
    const asked = await (await get(oneClick(cast.invitation))).text()
    expect(asked).toContain('Stop mailings about “Events”')
    expect(asked).toContain(`href="${page(cast.invitation)}"`)
    await post(oneClick(cast.invitation), [['act', 'leave_topic']])
    expect(await mayWe(cast.events)).toBe(false)
    expect(await mayWe()).toBe(true)
  })

  test('that came back faster than anybody reads is honoured and doubted', async () => {
    const shown = await (await get(page())).text()
    const at = /name="at" value="(\w+)"/.exec(shown)![1]!
    await post(page(), [
      ['act', 'leave_everything'],
      ['at', at],
    ])
    const [fact] = await facts()
    expect(fact!.doubt).toBe('the page was sent back faster than anybody reads')
    expect(await mayWe()).toBe(false)
  })

  test('that is much too large, or sent over and over, is refused', async () => {
    const large = await post(page(), `act=leave_everything&words=${'x'.repeat(20_000)}`)
    expect(large.status).toBe(413)
    expect(await facts()).toEqual([])
    const many = await Promise.all(Array.from({ length: 40 }, () => post(page(), 'act=none')))
    const refused = many.filter((one) => one.status === 429)
    expect(refused.length).toBeGreaterThan(5)
    expect(refused[0]!.headers.get('retry-after')).not.toBeNull()
  })

  test('with anything in it never fails, and never writes what no button says', async () => {
    const field = fc.tuple(
      fc.constantFrom('topic', 'shown', 'undo', 'reason', 'words', 'lang', 'at'),
      fc.oneof(fc.string(), fc.constantFrom('everything:in,7:out', '1,2,3', '999999999', '\0')),
    )
    let n = 0
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 6 }), async (fields) => {
        const campaignId = n++ % 2 === 0 ? cast.letter : cast.invitation
        const response = await post(page(campaignId), fields)
        expect([200, 429]).toContain(response.status)
      }),
      { numRuns: 40 },
    )
    expect(await facts()).toEqual([])
  })
})

describe('a link that leads nowhere', () => {
  test.each([
    ['made up', () => `/p/${'A'.repeat(40)}`],
    ['cut off', () => page().slice(0, 20)],
    ['of another purpose', () => `/p/${oneClick().slice(3)}`],
    ['of nobody', () => `/p/${tokenFor({ ...place(), addressId: 2_000_000_000 })}`],
    ['of no firm', () => `/p/${tokenFor({ ...place(), workspaceId: 2_000_000_000 })}`],
    ['of another firm', () => `/p/${tokenFor({ ...place(), workspaceId: homing.workspaceId })}`],
  ])('%s says so', async (_, link) => {
    for (const method of ['GET', 'POST']) {
      const response = await get(link(), {}, method)
      expect(response.status).toBe(404)
      const text = await response.text()
      expect(text).toContain('This link does not work')
      expect(text).not.toContain('example.com')
    }
  })

  test('works on after the key was changed, until the old links are ended', async () => {
    const by = { workspaceId: cast.workspaceId, actor: 'Ruth', now: homing.now() }
    const before = page()
    expect(await inside((tx) => changeLinkKey(tx, by, { endsOldLinks: false }))).toEqual({
      linkKey: 2,
      oldestLinkKey: 1,
    })
    expect((await get(before)).status).toBe(200)
    await inside((tx) => changeLinkKey(tx, by, { endsOldLinks: true }))
    const ended = await get(before)
    expect(ended.status).toBe(404)
    expect(await ended.text()).toContain('To reach Field &amp; Marsh')
    expect((await get(`/p/${tokenFor(place(), 'preferences', 3)}`)).status).toBe(200)
  })

  test('asked for too often is refused, while good links work on', async () => {
    const app = await homing.appWith({})
    const forged = (n: number) => `/p/${String(n).padStart(40, 'A')}`
    const answers = []
    for (let n = 0; n < 70; n++) answers.push(await app.request(ORIGIN + forged(n)))
    expect(answers.filter((one) => one.status === 429)).toHaveLength(10)
    expect((await app.request(ORIGIN + page())).status).toBe(200)
  })
})

test('no token, no address and no word of a person stands in the log', async () => {
  const links = [page(cast.letter), oneClick(cast.letter)]
  for (const link of links) {
    await get(link)
    await post(link, `act=leave_everything&words=${encodeURIComponent('call me back')}`)
  }
  const { database } = homing.homing
  const broken = { ...homing.homing, database: { ...database, inWorkspace: fail } as never }
  const { createServer } = await import('../../src/api/index.ts')
  const app = await createServer(broken, { version: '0' })
  const response = await app.request(ORIGIN + links[0])
  expect(response.status).toBe(503)
  const log = homing.logged.join('\n')
  expect(log).toContain('a preference page met a fault')
  for (const said of [...links.map((link) => link.slice(3)), 'ann@', 'call me back']) {
    expect(log).not.toContain(said)
  }
})

function fail(): Promise<never> {
  return Promise.reject(new Error('the database is away'))
}
