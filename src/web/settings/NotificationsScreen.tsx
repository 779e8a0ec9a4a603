import { Button, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { useSession } from '../session/session.ts'

type Notifications = AnswerTo<'notifications.show'>
/** A mail that waits is sent within seconds. */
const WAITING_MS = 3_000

const CHOICES = [
  {
    value: 'at_once',
    label: t`At once`,
    description: t`A mail when an alarm is raised or gets graver, and when it is over.`,
  },
  {
    value: 'daily',
    label: t`Once a day`,
    description: t`One mail at seven, with everything that is open; none where nothing is.`,
  },
  { value: 'none', label: t`Nothing`, description: t`Alarms stand on Home and under the bell.` },
] as const

/** What one is sent by e-mail when something goes silent. */
export default function NotificationsScreen() {
  const { data, error, refetch } = useAnswer(
    'notifications.show',
    {},
    { every: (answer) => (answer?.lastMail?.status === 'waiting' ? WAITING_MS : false) },
  )
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={4} />
  return (
    <Stack gap="md" maw={560}>
      <Panel title={t`By e-mail`}>
        <Choice state={data} />
      </Panel>
      <Panel title={t`Is it working?`}>
        <Working state={data} />
      </Panel>
    </Stack>
  )
}

function Choice({ state }: { state: Notifications }) {
  const change = useChange('notifications.change', ['notifications.show'])
  // Set within the click itself: a mutation tells of its beginning a moment later, and until then
  // the choice would jump back.
  const [chosen, setChosen] = useState<Notifications['email'] | null>(null)
  const choose = (choice: string) => {
    const email = choice as Notifications['email']
    setChosen(email)
    change.mutate(
      { body: { email } },
      {
        onError: notifyRefusal,
        onSuccess: () => notifyDone(t`Your choice is kept.`),
        onSettled: () => setChosen(null),
      },
    )
  }
  return (
    <Radio.Group
      value={chosen ?? state.email}
      onChange={choose}
      aria-label={t`What you are sent by e-mail`}
    >
      <Stack gap="sm">
        {CHOICES.map((choice) => (
          <Radio key={choice.value} {...choice} disabled={!state.isMailOn} />
        ))}
      </Stack>
    </Radio.Group>
  )
}

function Working({ state: { isMailOn, lastMail } }: { state: Notifications }) {
  const { user } = useSession()
  const test = useChange('notifications.test', ['notifications.show'])
  if (!isMailOn) {
    return (
      <Stack gap="xs" align="flex-start">
        <StateBadge tone="waiting">{t`E-mail is off`}</StateBadge>
        <Text size="sm">
          {t`This Homing has no mail server, so nobody is sent anything. Whoever operates it sets
            SMTP_URL and MAIL_FROM; docs/operating.md says how.`}
        </Text>
      </Stack>
    )
  }
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">{t`Mails go to ${user.email}.`}</Text>
      {lastMail === null ? (
        <Text size="sm" c="dimmed">
          {t`Nothing was sent to you yet.`}
        </Text>
      ) : (
        <LastMail mail={lastMail} />
      )}
      <Button
        variant="default"
        loading={test.isPending}
        onClick={() => test.mutate({}, { onError: notifyRefusal })}
      >
        {t`Send me a test mail`}
      </Button>
    </Stack>
  )
}

const MAIL_WORDS = {
  waiting: { tone: 'waiting', word: t`Waiting` },
  sent: { tone: 'good', word: t`Sent` },
  failed: { tone: 'bad', word: t`Not sent` },
} as const

function LastMail({ mail }: { mail: NonNullable<Notifications['lastMail']> }) {
  const { tone, word } = MAIL_WORDS[mail.status]
  return (
    <Text size="sm" component="div">
      <StateBadge tone={tone}>{word}</StateBadge>{' '}
      {jt`The last mail, ${(<Moment at={mail.createdAt} />)}.`} {said(mail.outcome)}
    </Text>
  )
}
