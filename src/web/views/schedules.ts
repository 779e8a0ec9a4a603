import type { Given, RowOf } from '../api.ts'

export type Schedule = RowOf<'viewSchedules.list'>
export type Sending = RowOf<'viewSchedules.sendings'>
export type ScheduleBody = Given<'viewSchedules.change'>['body']
export type ScheduleWords = Omit<ScheduleBody, 'version' | 'parameters' | 'ownerId'>

export const FORMATS: { value: Schedule['format']; label: string }[] = [
  { value: 'xlsx', label: 'Excel workbook' },
  { value: 'pdf', label: 'PDF' },
  { value: 'csv', label: 'CSV' },
]

export const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** When it is sent: "every Monday at 07:00". */
export function rhythmWords({ every, onDay = null, atHour }: ScheduleWords): string {
  const at = `at ${String(atHour).padStart(2, '0')}:00`
  if (every === 'day') return `every day ${at}`
  if (every === 'week') return `every ${DAYS[(onDay ?? 1) - 1]} ${at}`
  return `on day ${onDay} of every month ${at}`
}

export const LAST = {
  waiting: { tone: 'waiting', word: 'Being sent' },
  sent: { tone: 'good', word: 'Sent' },
  empty: { tone: 'plain', word: 'Nothing found' },
  failed: { tone: 'bad', word: 'Failed' },
} as const

/** What is read again once a schedule was changed. */
export const SCHEDULES_KEPT = ['viewSchedules.list', 'viewSchedules.sendings'] as const
