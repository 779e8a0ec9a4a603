import { Button, Menu } from '@mantine/core'
import { IconBellOff } from '@tabler/icons-react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { notifyRefusal } from '../refusals.ts'
import type { Alarm } from './words.ts'

const HOUR_MS = 3_600_000
const CHOICES = [
  { words: t`Silence for an hour`, ms: HOUR_MS },
  { words: t`Silence for a day`, ms: 24 * HOUR_MS },
  { words: t`Silence for a week`, ms: 7 * 24 * HOUR_MS },
  { words: t`Silence for 30 days`, ms: 30 * 24 * HOUR_MS },
]

/** Hear nothing of an alarm for a while; or hear of it again. Its cause stays what it is. */
export function SilenceMenu({ alarm }: { alarm: Alarm }) {
  const silence = useChange('alarms.silence', ['alarms.list', 'alarms.count'])
  const until = (at: Date | null) =>
    silence.mutate(
      { params: { alarmId: alarm.id }, body: { until: at === null ? null : at.toISOString() } },
      { onError: notifyRefusal },
    )
  if (alarm.state === 'silenced') {
    return (
      <Button size="xs" variant="default" loading={silence.isPending} onClick={() => until(null)}>
        {t`Hear of it again`}
      </Button>
    )
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconBellOff size={14} aria-hidden />}
          loading={silence.isPending}
          aria-label={t`Silence “${said(alarm.title)}”`}
        >
          {t`Silence…`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {CHOICES.map(({ words, ms }) => (
          <Menu.Item key={words} onClick={() => until(new Date(Date.now() + ms))}>
            {words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
