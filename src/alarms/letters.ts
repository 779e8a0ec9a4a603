import { momentInWords } from '../platform/zoned-time.ts'
import type { AlarmView } from './alarms.ts'

/** A mail names this many alarms and counts the others. */
const NAMED_MAX = 20

export interface LetterText {
  subject: string
  body: string
}

/** Where the doors of a letter lead, and by which clock it tells times. */
export interface Place {
  publicUrl: string | undefined
  timeZone: string
}

/** The mail at once: what was raised, the gravest first, and what is over. Pure. */
export function letterOfNews(news: {
  raised: readonly AlarmView[]
  over: readonly AlarmView[]
  place: Place
}): LetterText {
  const { over, place } = news
  const raised = gravestFirst(news.raised)
  const [first] = raised.length > 0 ? raised : over
  const subject =
    raised.length > 1
      ? `${raised.length} alarms: ${first!.title}, …`
      : raised.length === 1
        ? `${first!.title}${aboutWords(first!)}`
        : over.length === 1
          ? `Over: ${first!.title}${aboutWords(first!)}`
          : `Over: ${over.length} alarms`
  const body = [
    ...listed(raised, raised.length, place),
    ...overLines(over, place),
    ...footer(place),
  ]
  return { subject, body: body.join('\n') }
}

/**
 * The daily mail: what is open, of openCount the gravest first, and what ended since the last one.
 * Pure.
 */
export function letterOfDay(day: {
  open: readonly AlarmView[]
  openCount: number
  over: readonly AlarmView[]
  place: Place
}): LetterText {
  const { open, openCount, over, place } = day
  const subject =
    openCount === 0
      ? 'Today nothing needs you'
      : openCount === 1
        ? 'Today 1 thing needs you'
        : `Today ${openCount.toLocaleString('en')} things need you`
  const body = [
    ...(openCount === 0 ? ['Nothing needs you now.', ''] : []),
    ...listed(gravestFirst(open), openCount, place),
    ...overLines(over, place),
    ...footer(place),
  ]
  return { subject, body: body.join('\n') }
}

/** What is broken before what is at risk; then what gets worse soonest. */
function gravestFirst(alarms: readonly AlarmView[]): AlarmView[] {
  const rank = ({ severity, dueAt }: AlarmView) => `${severity === 'broken' ? 0 : 1}${dueAt ?? 'z'}`
  return alarms.toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0))
}

function listed(alarms: readonly AlarmView[], count: number, place: Place): string[] {
  const lines = alarms.slice(0, NAMED_MAX).flatMap((alarm) => [...linesOf(alarm, place), ''])
  const more = count - NAMED_MAX
  if (more <= 0) return lines
  return [...lines, `And ${more.toLocaleString('en')} more, all of them under the alarms.`, '']
}

const WHO = { you: 'You', vendor: 'The vendor', homing: 'Homing' } as const

function linesOf(alarm: AlarmView, place: Place): string[] {
  const { title, severity, sentence, nextStep, whoMustAct, since, dueAt } = alarm
  const worse = dueAt === null ? '' : `, worse on ${momentIn(dueAt, place)}`
  const state = severity === 'broken' ? 'Broken' : 'At risk'
  return [
    title,
    `  ${sentence}`,
    `  ${WHO[whoMustAct]}: ${nextStep}`,
    `  ${state} since ${momentIn(since, place)}${worse}`,
    ...doorsOf(alarm, place),
  ]
}

/** Of a rule that is about no campaign and no connection, where it is mended. */
const DOORS: Record<string, { words: string; path: string }> = {
  consent_ending: { words: 'Consent that ends soon', path: '/topics?tab=ending' },
  webhook_disabled: { words: 'Webhooks', path: '/settings/webhooks' },
  view_not_sent: { words: 'Views, Sent by e-mail', path: '/views/sent' },
}

/** The doors the alarm has on its screen: to what it is about. */
function doorsOf({ rule, campaign, connection }: AlarmView, { publicUrl }: Place): string[] {
  if (publicUrl === undefined) return []
  const doors = [
    ...(campaign ? [{ words: campaign.name, path: `/campaigns/${campaign.id}` }] : []),
    ...(connection ? [{ words: connection.name, path: `/connections/${connection.id}` }] : []),
    ...(DOORS[rule] ? [DOORS[rule]] : []),
  ]
  return doors.map(({ words, path }) => `  Open ${words}: ${publicUrl}${path}`)
}

function overLines(over: readonly AlarmView[], place: Place): string[] {
  if (over.length === 0) return []
  const named = over.slice(0, NAMED_MAX).map((one) => {
    const when = one.clearedAt === null ? '' : `, ${momentIn(one.clearedAt, place)}`
    return `  ${one.title}${aboutWords(one)}${when}`
  })
  const more = over.length - NAMED_MAX
  return ['Over', ...named, ...(more > 0 ? [`  and ${more} more`] : []), '']
}

function aboutWords({ campaign, connection }: AlarmView): string {
  const about = campaign?.name ?? connection?.name
  return about === undefined ? '' : ` (${about})`
}

function momentIn(at: string, { timeZone }: Place): string {
  return momentInWords(Date.parse(at), timeZone)
}

function footer({ publicUrl }: Place): string[] {
  if (publicUrl === undefined) {
    return ['All alarms are in Homing, under the bell.', CHOSEN]
  }
  return [`All alarms: ${publicUrl}/alarms`, `${CHOICE}: ${publicUrl}/settings/notifications`]
}

const CHOICE = 'What you are sent'
const CHOSEN = `${CHOICE} is chosen under Settings, Notifications.`
