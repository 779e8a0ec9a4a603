import type { AlarmView } from './alarms.ts'

/** A mail names this many alarms and counts the others. */
const NAMED_MAX = 20

export interface LetterText {
  subject: string
  body: string
}

/** The mail at once: what was raised, the gravest first, and what is over. Pure. */
export function letterOfNews(news: {
  raised: readonly AlarmView[]
  over: readonly AlarmView[]
  publicUrl: string | undefined
}): LetterText {
  const { raised, over, publicUrl } = news
  const [first] = raised.length > 0 ? raised : over
  const subject =
    raised.length > 1
      ? `${raised.length} alarms: ${first!.title}, …`
      : raised.length === 1
        ? `${first!.title}${aboutWords(first!)}`
        : over.length === 1
          ? `Over: ${first!.title}${aboutWords(first!)}`
          : `Over: ${over.length} alarms`
  const body = [...listed(raised), ...overLines(over), ...footer(publicUrl)].join('\n')
  return { subject, body }
}

/** The daily mail: everything that is open, and what ended since the last one. Pure. */
export function letterOfDay(day: {
  open: readonly AlarmView[]
  over: readonly AlarmView[]
  publicUrl: string | undefined
}): LetterText {
  const { open, over, publicUrl } = day
  const subject =
    open.length === 0
      ? 'Today nothing needs you'
      : open.length === 1
        ? 'Today 1 thing needs you'
        : `Today ${open.length} things need you`
  const body = [...listed(open), ...overLines(over), ...footer(publicUrl)].join('\n')
  return { subject, body }
}

function listed(alarms: readonly AlarmView[]): string[] {
  const lines = alarms
    .slice(0, NAMED_MAX)
    .flatMap(({ title, sentence, nextStep }) => [title, `  ${sentence}`, `  ${nextStep}`, ''])
  const more = alarms.length - NAMED_MAX
  return more > 0 ? [...lines, `And ${more} more.`, ''] : lines
}

function overLines(over: readonly AlarmView[]): string[] {
  if (over.length === 0) return []
  const named = over.slice(0, NAMED_MAX).map((one) => `  ${one.title}${aboutWords(one)}`)
  const more = over.length - NAMED_MAX
  return ['Over:', ...named, ...(more > 0 ? [`  and ${more} more`] : []), '']
}

function aboutWords({ campaign, connection }: AlarmView): string {
  const about = campaign?.name ?? connection?.name
  return about === undefined ? '' : ` (${about})`
}

function footer(publicUrl: string | undefined): string[] {
  const where = publicUrl === undefined ? 'Homing, under the bell' : `${publicUrl}/alarms`
  return [`All alarms: ${where}`, 'What you are sent is chosen under Settings, Notifications.']
}
