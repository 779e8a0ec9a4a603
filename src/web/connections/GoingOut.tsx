import { Group, List, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { counted, jt, msg, plural, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { notifyDone } from '../refusals.ts'
import { Facts } from '../runs/Facts.tsx'
import { useMay } from '../session/session.ts'
import classes from './connections.module.css'
import { paceOf } from './paces.ts'
import type { Connection } from './state.ts'

type Answer = AnswerTo<'goingOut.show'>

/** What the system is told of people's wishes: nothing where it cannot be told anything. */
export function GoingOut({ connection }: { connection: Connection }) {
  const { data } = useAnswer(
    'goingOut.show',
    { params: { connectionId: connection.id } },
    { every: paceOf(connection) },
  )
  if (data === undefined || !data.canBeTold) return null
  return (
    <section aria-label={t`Going out`}>
      <Title order={2} mb="xs">
        {t`Going out`}
      </Title>
      <Stack gap="md">
        {data.held !== null && <Held connection={connection} held={data.held} />}
        <Facts facts={factsOf(data, connection)} />
        <Failing connection={connection} data={data} />
      </Stack>
    </section>
  )
}

function factsOf(data: Answer, { connectorTitle, toldWithinMinutes }: Connection) {
  const facts: [string, React.ReactNode][] = [
    [
      t`Waiting to be told`,
      data.waitingSince === null
        ? t`nothing`
        : jt`${wholeNumber(data.waiting)}, since ${(<Moment at={data.waitingSince} />)}`,
    ],
    [t`Acknowledged`, t`${wholeNumber(data.acknowledged)} in the last 24 hours`],
    [t`To be acknowledged within`, counted(toldWithinMinutes, 'minute')],
  ]
  if (data.confirming > 0) {
    facts.push([t`Asked to confirm`, t`${wholeNumber(data.confirming)} by ${connectorTitle}`])
  }
  return facts
}

const WHO = { you: t`you must act`, vendor: t`the service must act`, homing: t`a fault of Homing` }

function Failing({ connection, data }: { connection: Connection; data: Answer }) {
  const { failing, pausedUntil, fault } = data
  if (failing.length === 0 && pausedUntil === null) return null
  return (
    <div>
      <Text size="sm" fw={500}>
        {t`Not taken yet by ${connection.connectorTitle}`}
      </Text>
      {pausedUntil !== null && (
        <Text size="sm">
          {said(fault)} {jt`Homing goes on ${(<Moment at={pausedUntil} />)}.`}
        </Text>
      )}
      <List size="sm">
        {failing.map(({ reason, whoMustAct, count }) => (
          <List.Item key={`${reason} ${whoMustAct}`}>
            {wholeNumber(count)}: {said(reason)}{' '}
            <Text span size="xs" c="dimmed">
              {WHO[whoMustAct]}
            </Text>
          </List.Item>
        ))}
      </List>
    </div>
  )
}

function Held({ connection, held }: { connection: Connection; held: NonNullable<Answer['held']> }) {
  const { connectorTitle } = connection
  const title = plural(
    held.count,
    msg`${wholeNumber(held.count)} opt-out waits for you`,
    msg`${wholeNumber(held.count)} opt-outs wait for you`,
  )
  const more = held.count - held.sample.length
  return (
    <section aria-label={title} className={classes.card}>
      <Stack gap="sm">
        <Group>
          <StateBadge tone="waiting" icon={IconAlertTriangle}>
            {title}
          </StateBadge>
        </Group>
        <Text size="sm">{said(held.reason)}</Text>
        <Text size="sm">
          {t`They hold in Homing already. ${connectorTitle} has not been told of them.`}
        </Text>
        <List size="sm" listStyleType="none">
          {held.sample.map((address) => (
            <List.Item key={address}>{address}</List.Item>
          ))}
        </List>
        {more > 0 && (
          <Text size="xs" c="dimmed">
            {t`and ${wholeNumber(more)} more`}
          </Text>
        )}
        <Decide connection={connection} held={held} />
      </Stack>
    </section>
  )
}

function Decide({
  connection,
  held,
}: {
  connection: Connection
  held: { count: number; heldAt: string }
}) {
  const may = useMay()
  const decide = useChange('goingOut.decide', ['goingOut.show', 'problems.list', 'problems.count'])
  if (!may('manage_connections')) {
    return <Text size="sm">{t`An administrator approves or refuses it.`}</Text>
  }
  const params = { connectionId: connection.id }
  const { connectorTitle } = connection
  const { heldAt } = held
  return (
    <Group gap="xs">
      <ConfirmAction
        label={t`Unsubscribe ${wholeNumber(held.count)} there`}
        isDestructive
        consequence={t`${connectorTitle} unsubscribes them. It lets nobody back but the person: see
          that a wrong sync did not tell these opt-outs.`}
        onConfirm={async () => {
          await decide.mutateAsync({ params, body: { decision: 'approve', heldAt } })
          notifyDone(t`${connectorTitle} is being told.`)
        }}
      />
      <ConfirmAction
        label={t`Do not tell it`}
        consequence={t`${connectorTitle} is not told of them and may go on sending. In Homing they
          hold all the same: nobody is mailed.`}
        onConfirm={async () => {
          await decide.mutateAsync({ params, body: { decision: 'refuse', heldAt } })
          notifyDone(t`${connectorTitle} is not told of them.`)
        }}
      />
    </Group>
  )
}
