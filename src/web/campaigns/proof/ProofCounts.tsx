import { Anchor, List, Stack, Text } from '@mantine/core'
import { wholeNumber } from '../../pieces/format.ts'
import { TextLink } from '../../pieces/Go.tsx'
import { Moment } from '../../pieces/Moment.tsx'
import { StateBadge } from '../../pieces/StateBadge.tsx'
import { equation, FATE_LABELS, STEP_WORDS, type Chosen, type Proof } from './words.ts'

interface ProofCountsProps {
  proof: Proof
  onOpen: (chosen: Chosen) => void
}

/** Every count, each a door to exactly the people it counts. */
export function ProofCounts({ proof, onOpen }: ProofCountsProps) {
  const { barred, strangers, strangersSent, pushId } = proof
  const line = (count: number, label: string, chosen: Omit<Chosen, 'label'>, why = '') =>
    count > 0 && (
      <List.Item key={[chosen.group, chosen.reason].join()}>
        <Anchor
          component="button"
          type="button"
          size="sm"
          onClick={() => onOpen({ ...chosen, label: `${wholeNumber(count)} ${label}` })}
        >
          {wholeNumber(count)} {label}
        </Anchor>
        {why !== '' && (
          <Text span size="sm" c="dimmed">
            {` · ${why}`}
          </Text>
        )}
      </List.Item>
    )
  return (
    <Stack gap="sm" role="group" aria-label="Audience proof">
      {proof.step !== 'compared' && (
        <StateBadge tone="waiting">{STEP_WORDS[proof.step]}</StateBadge>
      )}
      {proof.takenBack !== '' && <StateBadge tone="bad">Its schedule was taken back</StateBadge>}
      {proof.takenBack !== '' && <Text size="sm">{proof.takenBack}</Text>}
      <Text fw={600}>{equation(proof)}</Text>
      <List size="sm" aria-live="polite">
        {line(proof.chosen, 'chosen', {})}
        {line(proof.intended, 'meant to get it', { group: 'intended' })}
        {proof.counts.map(({ fate, reason, sentence, count }) =>
          line(
            count,
            FATE_LABELS[fate],
            { group: fate, ...(reason !== '' && { reason }) },
            fate === 'sent' || fate === 'awaits' ? '' : sentence,
          ),
        )}
        {line(barred, 'must not get it, and are on its lists', { group: 'barred' })}
        {line(strangers, 'strangers on its lists', { group: 'stranger' })}
        {line(strangersSent, 'strangers who got it', { group: 'stranger_sent' })}
      </List>
      {proof.allowed !== null && (
        <Text size="sm">
          {proof.allowed.by} sends it all the same: “{proof.allowed.reason}”
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {proof.frozenAt !== null && (
          <>
            Frozen <Moment at={proof.frozenAt} />
          </>
        )}
        {proof.readAt !== null && (
          <>
            {', its lists read '}
            <Moment at={proof.readAt} />
          </>
        )}
        <Looks proof={proof} />
        {pushId !== null && (
          <>
            {' · '}
            <TextLink size="xs" to="/pushes/$pushId" params={{ pushId: String(pushId) }}>
              Push {pushId}
            </TextLink>
          </>
        )}
      </Text>
    </Stack>
  )
}

/** What is looked at again before it is sent, and what became of the list made for it. */
function Looks({ proof }: { proof: Proof }) {
  const { look, lookAgainAt, listRemovedAt, listKept } = proof
  return (
    <>
      {look === 'first' && lookAgainAt !== null && (
        <>
          {', to be read again '}
          <Moment at={lookAgainAt} />
        </>
      )}
      {look === 'second' && ', right before it was to be sent'}
      {look === 'missed' && ', and not again in time before it was to be sent'}
      {listRemovedAt !== null && (
        <>
          {' · its list was removed at the service '}
          <Moment at={listRemovedAt} />
        </>
      )}
      {listKept !== '' && ` · its list was left at the service: ${listKept}`}
    </>
  )
}
