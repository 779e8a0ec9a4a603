/** What an activity of OpenCRM says of what one target of a campaign did. Pure. */
import { createHash } from 'node:crypto'
import type { ActivityKind, OpenCampaign, ToldActivity, ToldTarget } from '../../sdk/index.ts'

/** Of an activity's subject; nobody says how many it takes. */
const SUBJECT_CHARS_MAX = 100
/** Of what is added in somebody else's words, each. */
const WORDS_CHARS_MAX = 500
/** Of the word by which all that was written together is found in one question. */
const TOGETHER_CHARS = 16

/** In the words of the grid that OpenCRM's own integration fills. */
export const KINDS: Readonly<Record<ActivityKind, string>> = {
  sent: 'Sent',
  open: 'Total opens',
  click: 'Total clicks',
  forward: 'Total forwards',
  bounce: 'Bounced',
  opt_out: 'Total unsubscribes',
  complaint: 'Complaints',
}

/** Kinds of which the first time and the last are told. */
const TIMED: Partial<Record<ActivityKind, string>> = { open: 'open', click: 'click' }

export function subjectOf({ name, subject }: Pick<OpenCampaign, 'name' | 'subject'>): string {
  return `Mailing: ${name === '' ? subject : name}`.slice(0, SUBJECT_CHARS_MAX)
}

/** The figures of what happened, a line each, in letters that no form and no page changes. */
export function figuresOf({ activities }: Pick<ToldTarget, 'activities'>): string {
  return activities.flatMap(linesOf).join('\n')
}

/**
 * The figures, what the person and the receiver said, and the mark by which it is found again;
 * behind it the word of all that was written together.
 */
export function descriptionOf(
  target: Pick<ToldTarget, 'activities' | 'mark'>,
  together: string,
): string {
  const mark = `${markLine(target)} ${together}`
  return [figuresOf(target), ...target.activities.flatMap(wordsOf), mark]
    .filter((line) => line !== '')
    .join('\n')
}

/** A word for what is written together: the same for the same, so that nothing is written anew. */
export function togetherOf(targets: readonly Pick<ToldTarget, 'activities' | 'mark'>[]): string {
  const hash = createHash('sha256')
  for (const target of targets) hash.update(`${target.mark} ${figuresOf(target)}\n`)
  return hash.digest('hex').slice(0, TOGETHER_CHARS)
}

/** The word with which a description was written; null: none, or by an earlier release. */
export function togetherIn(description: string, { mark }: Pick<ToldTarget, 'mark'>): string | null {
  const [, behind = ''] = description.split(`Homing ${mark} `)
  return new RegExp(`^[0-9a-f]{${TOGETHER_CHARS}}`).exec(behind)?.[0] ?? null
}

/** Whether a description says just this, but for with what it was written. */
export function saysTheSame(description: string, other: string): boolean {
  return withoutTogether(description) === withoutTogether(other)
}

function withoutTogether(description: string): string {
  return description.replace(/(Homing \S+) [0-9a-f]+\s*$/, '$1')
}

/** Whether a description says these figures, whatever was done with its white space. */
export function says(description: string, target: Pick<ToldTarget, 'activities' | 'mark'>) {
  const told = plain(description)
  return told.includes(plain(figuresOf(target))) && told.includes(markLine(target))
}

/** A day, by UTC. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function linesOf({ kind, count, firstAt, lastAt, bounce }: ToldActivity): string[] {
  const name = KINDS[kind]
  if (kind === 'sent') return [`${name}: ${momentOf(firstAt)}`]
  if (kind === 'bounce') return [`${name}: yes, ${bounce?.class ?? 'other'}, ${momentOf(lastAt)}`]
  const timed = TIMED[kind]
  const total = `${name}: ${count}`
  if (timed === undefined) return [total]
  return [total, `First ${timed}: ${momentOf(firstAt)}`, `Last ${timed}: ${momentOf(lastAt)}`]
}

function wordsOf({ bounce, reason, link }: ToldActivity): string[] {
  return [
    worded('Bounced with', bounce?.code),
    worded('Reason', reason),
    worded('Link clicked last', link),
  ].filter((line) => line !== '')
}

function worded(title: string, words: string | undefined): string {
  const text = plain(words ?? '').slice(0, WORDS_CHARS_MAX)
  return text === '' ? '' : `${title}: ${text}`
}

function markLine({ mark }: Pick<ToldTarget, 'mark'>): string {
  return `Homing ${mark}`
}

function momentOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
