import { Alert, Button, Group, MultiSelect, Select, Stack, Switch, TagsInput } from '@mantine/core'
import { useState } from 'react'
import { useAnswer } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { fieldErrors } from '../refusals.ts'
import { useSession } from '../session/session.ts'
import { DAYS, FORMATS, rhythmWords, type Schedule, type ScheduleWords } from './schedules.ts'

interface ScheduleFormProps {
  /** What is there already; absent: a new one. */
  schedule?: Schedule
  onSend: (words: ScheduleWords) => Promise<unknown>
  onCancel: () => void
}

const EVERY = [
  { value: 'day', label: t`Every day` },
  { value: 'week', label: t`Every week` },
  { value: 'month', label: t`Every month` },
]
const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}))
const WEEKDAYS = DAYS.map((label, at) => ({ value: String(at + 1), label }))
const MONTHDAYS = Array.from({ length: 31 }, (_, at) => ({
  value: String(at + 1),
  label: at === 30 ? tc('day of a month')`the last` : `${at + 1}.`,
}))

/** When, as what and to whom a view is sent. */
export function ScheduleForm({ schedule, onSend, onCancel }: ScheduleFormProps) {
  const session = useSession()
  const known = useAnswer('viewSchedules.readers', {})
  const [words, setWords] = useState<ScheduleWords>(() => wordsOf(schedule, session.user.id))
  const [isWorking, setWorking] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const set = (part: Partial<ScheduleWords>) => setWords({ ...words, ...part })
  if (known.error) return <ErrorNotice error={known.error} onRetry={() => void known.refetch()} />
  if (!known.data) return <LinesSkeleton lines={5} />
  const { users, mailsOutside, isMailOn } = known.data
  const errors = fieldErrors(error)
  const userIds = words.readers.flatMap((one) => ('userId' in one ? [one.userId] : []))
  const addresses = words.readers.flatMap((one) => ('address' in one ? [one.address] : []))
  const read = (ids: string[], others: string[]) =>
    set({
      readers: [...ids.map((userId) => ({ userId })), ...others.map((address) => ({ address }))],
    })

  async function send() {
    setWorking(true)
    setError(null)
    try {
      await onSend(words)
    } catch (refusal) {
      setError(refusal)
      setWorking(false)
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Stack gap="md">
        {!isMailOn && (
          <Alert variant="outline" color="gray" role="status" title={t`E-mail is off`}>
            {t`This Homing knows no mail server: nothing is sent until whoever runs it names one.`}
          </Alert>
        )}
        <Rhythm words={words} onSet={set} dayError={errors['onDay']} />
        <MultiSelect
          label={t`To users`}
          data={users.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          value={userIds}
          error={errors['readers']}
          onChange={(ids) => read(ids, addresses)}
        />
        {(mailsOutside || addresses.length > 0) && (
          <TagsInput
            label={t`To other addresses`}
            description={t`They get the file itself: whoever reads that mailbox reads it.`}
            value={addresses}
            onChange={(others) => read(userIds, others)}
          />
        )}
        <Switch
          label={t`Only when something is found`}
          checked={words.skipsEmpty ?? false}
          onChange={(event) => set({ skipsEmpty: event.currentTarget.checked })}
        />
        {schedule && (
          <Switch
            label={t`Paused`}
            checked={words.isPaused ?? false}
            onChange={(event) => set({ isPaused: event.currentTarget.checked })}
          />
        )}
        {error !== null && Object.keys(errors).length === 0 && <ErrorNotice error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t`Cancel`}
          </Button>
          <Button type="submit" loading={isWorking} disabled={words.readers.length === 0}>
            {words.isPaused ? t`Keep it paused` : t`Send it ${rhythmWords(words)}`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface RhythmProps {
  words: ScheduleWords
  onSet: (part: Partial<ScheduleWords>) => void
  dayError: string | undefined
}

/** How often, when, and as what. */
function Rhythm({ words, onSet, dayError }: RhythmProps) {
  const { timeZone } = useSession().workspace
  return (
    <Group gap="sm" align="flex-start">
      <Select
        label={t`How often`}
        data={EVERY}
        allowDeselect={false}
        w={150}
        value={words.every}
        onChange={(every) =>
          onSet({ every: every as Schedule['every'], onDay: every === 'day' ? null : 1 })
        }
      />
      {words.every !== 'day' && (
        <Select
          label={words.every === 'week' ? tc('weekday')`On` : t`On day`}
          data={words.every === 'week' ? WEEKDAYS : MONTHDAYS}
          allowDeselect={false}
          w={140}
          value={String(words.onDay)}
          error={dayError}
          onChange={(day) => onSet({ onDay: Number(day) })}
        />
      )}
      <Select
        label={tc('hour')`At`}
        description={timeZone}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={HOURS}
        allowDeselect={false}
        w={130}
        value={String(words.atHour)}
        onChange={(hour) => onSet({ atHour: Number(hour) })}
      />
      <Select
        label={tc('format')`As`}
        data={FORMATS}
        allowDeselect={false}
        w={170}
        value={words.format}
        onChange={(format) => onSet({ format: format as Schedule['format'] })}
      />
    </Group>
  )
}

function wordsOf(schedule: Schedule | undefined, userId: string): ScheduleWords {
  if (schedule === undefined) {
    const readers = [{ userId }]
    return { every: 'week', onDay: 1, atHour: 7, format: 'xlsx', readers, skipsEmpty: false }
  }
  const { every, onDay, atHour, format, skipsEmpty, status } = schedule
  const readers = schedule.readers.map(({ userId: id, address }) =>
    id === null ? { address: address! } : { userId: id },
  )
  return { every, onDay, atHour, format, skipsEmpty, readers, isPaused: status === 'paused' }
}
