import type { Given, RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'

export type Schedule = RowOf<'viewSchedules.list'>
export type Sending = RowOf<'viewSchedules.sendings'>
export type ScheduleBody = Given<'viewSchedules.change'>['body']
export type ScheduleWords = Omit<ScheduleBody, 'version' | 'parameters' | 'ownerId'>

export const FORMATS: { value: Schedule['format']; label: string }[] = [
  { value: 'xlsx', label: t`Excel workbook` },
  { value: 'pdf', label: 'PDF' },
  { value: 'csv', label: 'CSV' },
]

export const DAYS = [
  t`Monday`,
  t`Tuesday`,
  t`Wednesday`,
  t`Thursday`,
  t`Friday`,
  t`Saturday`,
  t`Sunday`,
]

/** When it is sent: "every Monday at 07:00". */
export function rhythmWords(words: Pick<ScheduleWords, 'every' | 'onDay' | 'atHour'>): string {
  const { every, onDay = null, atHour } = words
  const hour = `${String(atHour).padStart(2, '0')}:00`
  if (every === 'day') return t`every day at ${hour}`
  if (every === 'week') return t`every ${DAYS[(onDay ?? 1) - 1]!} at ${hour}`
  return t`on day ${onDay ?? 1} of every month at ${hour}`
}

export const LAST = {
  waiting: { tone: 'waiting', word: t`Being sent` },
  sent: { tone: 'good', word: t`Sent` },
  empty: { tone: 'plain', word: t`Nothing found` },
  failed: { tone: 'bad', word: t`Failed` },
} as const

/** What is read again once a schedule was changed. */
export const SCHEDULES_KEPT = ['viewSchedules.list', 'viewSchedules.sendings'] as const
