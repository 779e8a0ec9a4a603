/** Campaigns and targets to tell a CRM of, the same each time. */
import { createHash } from 'node:crypto'
import type {
  ActivityKind,
  OpenCampaign,
  ToldActivity,
  ToldCampaign,
  ToldTarget,
} from '../../src/connectors/index.ts'

/** A person's record at the CRM, and an address of theirs. */
export interface Person {
  module: string
  recordId: string
  address: string
}

export const SENT_AT = Date.UTC(2026, 2, 2, 10, 0, 31, 250)
const MINUTE_MS = 60_000

/** What targets do, one after the other: each kind is there, and some do more than one thing. */
const STORIES: readonly (readonly ActivityKind[])[] = [
  ['sent'],
  ['sent', 'open'],
  ['sent', 'open', 'click'],
  ['sent', 'bounce'],
  ['sent', 'open', 'click', 'forward'],
  ['sent', 'open', 'opt_out'],
  ['sent', 'complaint'],
]

export function campaignNamed(name: string): ToldCampaign {
  return { mark: markOf(name), id: null, name, subject: `About ${name}`, sentAt: SENT_AT }
}

export function targetsOf(campaign: OpenCampaign, people: readonly Person[]): ToldTarget[] {
  return people.map((person, at) => targetOf(campaign, person, STORIES[at % STORIES.length]))
}

export function targetOf(
  campaign: Pick<OpenCampaign, 'mark'>,
  person: Person,
  story: readonly ActivityKind[] = ['sent', 'open'],
): ToldTarget {
  const mark = `${campaign.mark} ${person.module} ${person.recordId}`
  const activities = story.map((kind, at) => activityOf(kind, at, mark))
  return { mark: markOf(mark), ...person, wasTold: false, activities }
}

/** The same some days later: who opened did so again and clicked, and a bounce became a hard one. */
export function moreOf(target: ToldTarget): ToldTarget {
  const activities = target.activities.map((one) => {
    const told = { ...one, told: one.count }
    if (one.kind !== 'open' && one.kind !== 'bounce') return told
    const more = { ...told, count: one.count + 2, lastAt: one.lastAt + 90 * MINUTE_MS }
    return one.bounce ? { ...more, bounce: { class: 'hard' as const, code: '550 5.1.1' } } : more
  })
  const isFirstClick =
    activities.some(({ kind }) => kind === 'open')
    && !activities.some(({ kind }) => kind === 'click')
  const click = activityOf('click', 9, `${target.mark} later`)
  const all = isFirstClick ? [...activities.slice(0, 2), click, ...activities.slice(2)] : activities
  return { ...target, wasTold: true, activities: all }
}

function activityOf(kind: ActivityKind, at: number, of: string): ToldActivity {
  const firstAt = SENT_AT + at * MINUTE_MS
  return {
    kind,
    mark: markOf(`${of} ${kind}`),
    count: kind === 'open' ? 2 : 1,
    told: 0,
    firstAt,
    lastAt: kind === 'open' ? firstAt + MINUTE_MS : firstAt,
    ...(kind === 'bounce' && { bounce: { class: 'soft', code: '451 4.7.1' } }),
    ...(kind === 'opt_out' && { reason: 'Too many "briefings"' }),
    ...(kind === 'click' && { link: 'https://www.firm.example/briefings/spring' }),
  }
}

/** A UUID (version 5, by its looks) of a text. */
export function markOf(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex')
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ]
  return [...parts, hex.slice(20, 32)].join('-')
}
