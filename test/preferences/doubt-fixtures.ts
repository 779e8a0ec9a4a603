import type { Signs } from '../../src/preferences/index.ts'

export interface Labelled {
  story: string
  isMachine: boolean
  signs: Signs
}

const SENT = Date.UTC(2026, 4, 3, 9)
const SECOND = 1000
const MINUTE = 60 * SECOND

const base: Signs = {
  occurredAt: SENT + 40 * MINUTE,
  isTimeKnown: true,
  sentAt: SENT,
  linksFollowed: 0,
  linksKnown: null,
  domain: null,
}
const story = (isMachine: boolean, words: string, signs: Partial<Signs>): Labelled => ({
  story: words,
  isMachine,
  signs: { ...base, ...signs },
})
const machine = story.bind(null, true)
const person = story.bind(null, false)
const after = (ms: number) => ({ occurredAt: SENT + ms })

/** The burst that was told of: a gateway's update followed every link of a mailing to one company. */
export const BURST: Labelled[] = Array.from({ length: 489 }, (_, n) =>
  machine(`489 of 497 at one company, the ${n + 1}.`, {
    ...after(30 * SECOND + n * 1_100),
    domain: { name: 'bigcompany.example', recipients: 497, leftAtOnce: 489 },
  }),
)

/** Opt-outs as they are met, with what made them. */
export const FIXTURES: Labelled[] = [
  ...BURST,
  machine('Safe Links followed all links at delivery', { ...after(3 * SECOND), linksFollowed: 7 }),
  machine('a gateway opened the unsubscribe link alone, at delivery', after(2 * SECOND)),
  machine('a gateway followed the links of a mail held back for two hours', {
    ...after(120 * MINUTE),
    linksFollowed: 6,
  }),
  machine('a sandbox followed three links and the form', {
    ...after(5 * MINUTE),
    linksFollowed: 3,
  }),
  machine('both links of a short mail, four minutes later', {
    ...after(4 * MINUTE),
    linksFollowed: 2,
    linksKnown: 2,
  }),
  machine('a small office behind one gateway, six of seven', {
    ...after(2 * MINUTE),
    domain: { name: 'office.example', recipients: 7, leftAtOnce: 6 },
  }),
  machine('a scan a day later, one link at a time, over minutes', {
    ...after(26 * 60 * MINUTE),
    linksFollowed: 1,
  }),
  person('reads, and leaves an hour later', after(62 * MINUTE)),
  person('leaves within the first minute, from the notification', after(45 * SECOND)),
  person('is quick: a quarter of a minute', after(15 * SECOND)),
  person('follows one link, is disappointed, leaves', { ...after(9 * MINUTE), linksFollowed: 1 }),
  person('follows two of nine links by mistake before the right one', {
    ...after(12 * MINUTE),
    linksFollowed: 2,
    linksKnown: 9,
  }),
  person('leaves months later, out of an old mail', after(90 * 24 * 60 * MINUTE)),
  person('told without a time: it took that of the send', { ...after(0), isTimeKnown: false }),
  person('of a mailing whose sends were never told', { sentAt: null }),
  person('one of three at a large domain who left at once', {
    ...after(7 * MINUTE),
    domain: { name: 'gmail.example', recipients: 900, leftAtOnce: 30 },
  }),
  person('half of a company, within minutes: they talk to each other', {
    ...after(6 * MINUTE),
    domain: { name: 'half.example', recipients: 12, leftAtOnce: 6 },
  }),
  person('four of four at a family domain', {
    ...after(8 * MINUTE),
    domain: { name: 'family.example', recipients: 4, leftAtOnce: 4 },
  }),
  person('at the company of the burst, but the week after', {
    ...after(7 * 24 * 60 * MINUTE),
    domain: { name: 'bigcompany.example', recipients: 497, leftAtOnce: 489 },
  }),
]
