import { Group, Text } from '@mantine/core'
import { jt, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useMay } from '../session/session.ts'
import classes from './alarms.module.css'
import { SilenceMenu } from './SilenceMenu.tsx'
import { ACTOR_WORDS, SEVERITY_WORDS, type Alarm } from './words.ts'

/** One alarm: what is wrong, since when, who must act, the next step, and where to take it. */
export function AlarmItem({ alarm }: { alarm: Alarm }) {
  const may = useMay()
  const { title, sentence, nextStep, whoMustAct, state, severity } = alarm
  const { tone, word } = SEVERITY_WORDS[severity]
  return (
    <li className={classes.item}>
      <div className={classes.words}>
        <Group gap="xs">
          <Text fw={600} size="sm">
            {said(title)}
          </Text>
          {state === 'over' ? (
            <StateBadge tone="good">{tc('alarm')`Over`}</StateBadge>
          ) : (
            <StateBadge tone={tone}>{word}</StateBadge>
          )}
        </Group>
        <Text size="sm">{said(sentence)}</Text>
        {state !== 'over' && (
          <Text size="sm">
            <Text span c="dimmed">
              {ACTOR_WORDS[whoMustAct]}:{' '}
            </Text>
            {said(nextStep)}
          </Text>
        )}
        <Text size="xs" c="dimmed" component="div">
          <Times alarm={alarm} />
          <Places alarm={alarm} />
        </Text>
      </div>
      {state !== 'over' && may('sync') && <SilenceMenu alarm={alarm} />}
    </li>
  )
}

function Times({ alarm: { since, dueAt, clearedAt, silencedUntil, silencedBy } }: ItemProps) {
  return (
    <>
      {tc('alarm')`since`} <Moment at={since} />
      {dueAt !== null && clearedAt === null && (
        <>
          {' · '}
          {jt`worse ${(<Moment at={dueAt} />)}`}
        </>
      )}
      {clearedAt !== null && (
        <>
          {' · '}
          {jt`over ${(<Moment at={clearedAt} />)}`}
        </>
      )}
      {silencedUntil !== null && (
        <>
          {' · '}
          {jt`silenced by ${silencedBy} until ${(<Moment at={silencedUntil} />)}`}
        </>
      )}
    </>
  )
}

/** Doors to what the alarm is about. */
function Places({ alarm: { campaign, connection, rule } }: ItemProps) {
  const words = { size: 'xs', underline: 'always' } as const
  return (
    <>
      {campaign && (
        <>
          {' · '}
          <TextLink
            {...words}
            to="/campaigns/$campaignId"
            params={{ campaignId: String(campaign.id) }}
          >
            {campaign.name}
          </TextLink>
        </>
      )}
      {connection && (
        <>
          {' · '}
          <TextLink
            {...words}
            to="/connections/$connectionId"
            params={{ connectionId: String(connection.id) }}
          >
            {connection.name}
          </TextLink>
        </>
      )}
      {rule === 'consent_ending' && (
        <>
          {' · '}
          <TextLink {...words} to="/topics" search={{ tab: 'ending' }}>
            {t`Consent that ends soon`}
          </TextLink>
        </>
      )}
      {rule === 'webhook_disabled' && (
        <>
          {' · '}
          <TextLink {...words} to="/settings/webhooks">
            {t`Webhooks`}
          </TextLink>
        </>
      )}
    </>
  )
}

interface ItemProps {
  alarm: Alarm
}
