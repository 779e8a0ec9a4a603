import { Anchor, Group, List, Stack, Text } from '@mantine/core'
import { jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { Moment } from '../pieces/Moment.tsx'
import { ProgressLine } from '../pieces/ProgressLine.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { countWords, progressOf, stateOf, type Push, type PushCount } from './words.ts'

/** What a push will do or did, count by count, each a door to its people. */
export function PushPlan(props: { push: Push; onOpen: (count: PushCount) => void }) {
  const { push, onOpen } = props
  const { tone, word } = stateOf(push)
  const { done, total } = progressOf(push)
  const isMoving = push.status === 'running' || push.status === 'approved'
  return (
    <Stack gap="sm" role="group" aria-label={t`Push ${push.id}`}>
      <Group>
        <StateBadge tone={tone}>{word}</StateBadge>
      </Group>
      {push.reasons.map((reason) => (
        <Text size="sm" key={reason}>
          {said(reason)}
        </Text>
      ))}
      <List size="sm" aria-live="polite">
        {push.counts.map((one) => (
          <List.Item key={[one.listId, one.verb, one.status, one.reason].join()}>
            <Anchor component="button" type="button" size="sm" onClick={() => onOpen(one)}>
              {countWords(one)}
            </Anchor>
            {one.verb === 'remove' && one.status === 'waiting' && (
              <>
                {'; '}
                {t`they stay subscribed`}
              </>
            )}
            {one.sentence !== '' && one.status !== 'not_needed' && (
              <Text span size="sm" c="dimmed">
                {` · ${said(one.sentence)}`}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
      {isMoving && total > 0 && (
        <ProgressLine
          label={t`Telling ${push.connectionName}`}
          done={done}
          total={total}
          unit={t`people`}
          startedAt={push.startedAt}
        />
      )}
      {isMoving && push.fault !== '' && <Text size="sm">{said(push.fault)}</Text>}
      {push.outcome !== '' && <Text size="sm">{said(push.outcome)}</Text>}
      <Compared push={push} />
    </Stack>
  )
}

function Compared({ push }: { push: Push }) {
  if (push.status === 'draft' || push.status === 'planning') return null
  return (
    <Text size="xs" c="dimmed">
      {push.comparedWith === null ? (
        t`What ${push.connectionName} holds has not been read yet: nobody is known to be there.`
      ) : (
        <>
          {jt`Compared with what
            ${push.connectionName} held ${(<Moment at={push.comparedWith} />)}.`}
        </>
      )}
    </Text>
  )
}
