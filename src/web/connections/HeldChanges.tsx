import { Group, List, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { jt, msg, plural, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { notifyDone } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import classes from './connections.module.css'
import { paceOf } from './paces.ts'
import type { Connection } from './state.ts'

type HeldChange = AnswerTo<'heldChanges.list'>['items'][number]

const WAITS: Record<HeldChange['kind'], string> = {
  lists: t`A change of the lists waits for you`,
  contacts: t`A change of the contacts waits for you`,
}

/** Changes that were held back because they would take away too much; nothing where none is. */
export function HeldChanges({ connection }: { connection: Connection }) {
  const answer = useAnswer(
    'heldChanges.list',
    { params: { connectionId: connection.id } },
    { every: paceOf(connection) },
  )
  return answer.data?.items.map((change) => (
    <Held key={change.id} connection={connection} change={change} />
  ))
}

function Held({ connection, change }: { connection: Connection; change: HeldChange }) {
  const { connectorTitle } = connection
  const title = WAITS[change.kind]
  return (
    <section aria-label={title} className={classes.card}>
      <Stack gap="sm">
        <Group>
          <StateBadge tone="waiting" icon={IconAlertTriangle}>
            {title}
          </StateBadge>
        </Group>
        <Text size="sm">
          {jt`What ${connectorTitle} answered ${(<Moment at={change.readAt} />)} would take away
            more than may go without asking. Nothing was taken away.`}
        </Text>
        <List size="sm">
          {change.reasons.map((reason) => (
            <List.Item key={reason}>{said(reason)}</List.Item>
          ))}
        </List>
        <Text size="sm">{countsWords(change)}</Text>
        <Sample change={change} />
        <Decide connection={connection} change={change} />
      </Stack>
    </section>
  )
}

/** "Altogether: 3 new, 1 changed, 412 gone; 5 join a list, 380 leave one." */
function countsWords({ kind, counts }: HeldChange): string {
  const { adds, changes, removals, joins, leaves } = counts
  const [added, changed] = [wholeNumber(adds), wholeNumber(changes)]
  const gone = wholeNumber(removals)
  if (kind === 'lists') return t`Altogether: ${added} new, ${changed} changed, ${gone} gone.`
  return t`Altogether: ${added} new, ${changed} changed, ${gone} gone; ${wholeNumber(joins)} join a
    list, ${wholeNumber(leaves)} leave one.`
}

function Sample({ change: { sample, counts } }: { change: HeldChange }) {
  if (sample.length === 0) return null
  const more = counts.removals + counts.leaves - sample.length
  return (
    <div>
      <Text size="sm" fw={500}>
        {t`Some of what would go`}
      </Text>
      <List size="sm" listStyleType="none">
        {sample.map(({ from, what }) => (
          <List.Item key={`${from} ${what}`}>
            {what}{' '}
            <Text span size="xs" c="dimmed">
              {fromWords(from)}
            </Text>
          </List.Item>
        ))}
      </List>
      {more > 0 && (
        <Text size="xs" c="dimmed">
          {t`and ${wholeNumber(more)} more`}
        </Text>
      )}
    </div>
  )
}

/** From what something would go: the server's word, or the name of a list. */
function fromWords(from: string): string {
  if (from === 'lists') return t`from lists`
  return from === 'contacts' ? t`from contacts` : tc('list')`from ${from}`
}

function Decide({ connection, change }: { connection: Connection; change: HeldChange }) {
  const may = useMay()
  const decide = useChange('heldChanges.decide', [
    'heldChanges.list',
    'lists.list',
    'problems.list',
    'problems.count',
  ])
  if (!may('manage_connections')) {
    return <Text size="sm">{t`An administrator approves or refuses it.`}</Text>
  }
  const params = { heldChangeId: change.id }
  const { removals, leaves } = change.counts
  const gone = removals + leaves
  return (
    <Group gap="xs">
      <ConfirmAction
        label={plural(
          gone,
          msg`Approve ${wholeNumber(gone)} removal`,
          msg`Approve ${wholeNumber(gone)} removals`,
        )}
        isDestructive
        consequence={t`Homing takes over what ${connection.connectorTitle} answered:
          ${countsWords(change)} Events and opt-outs stay whatever happens here.`}
        onConfirm={async () => {
          await decide.mutateAsync({ params, body: { decision: 'approve' } })
          notifyDone(t`The change was carried out.`)
        }}
      />
      <ConfirmAction
        label={t`Refuse`}
        consequence={t`What was read is thrown away, and what Homing holds stays as it is.
            The next read looks again.`}
        onConfirm={async () => {
          await decide.mutateAsync({ params, body: { decision: 'refuse' } })
          notifyDone(t`The change was refused: everything stays as it is.`)
        }}
      />
    </Group>
  )
}
