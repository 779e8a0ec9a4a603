import { Anchor, List, Stack, Text } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import { jt, msg, plural, t } from '../../languages/messages.ts'
import { said } from '../../languages/said.ts'
import { wholeNumber } from '../../pieces/format.ts'
import { TextLink } from '../../pieces/Go.tsx'
import { Moment } from '../../pieces/Moment.tsx'
import { StateBadge } from '../../pieces/StateBadge.tsx'
import { equation, fateWords, STEP_WORDS, type Chosen, type Proof } from './words.ts'

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
          onClick={() => onOpen({ ...chosen, label })}
        >
          {label}
        </Anchor>
        {why !== '' && (
          <Text span size="sm" c="dimmed">
            {` · ${why}`}
          </Text>
        )}
      </List.Item>
    )
  return (
    <Stack gap="sm" role="group" aria-label={t`Audience proof`}>
      {proof.step !== 'compared' && (
        <StateBadge tone="waiting">{STEP_WORDS[proof.step]}</StateBadge>
      )}
      {proof.takenBack !== '' && (
        <StateBadge tone="bad">{t`Its schedule was taken back`}</StateBadge>
      )}
      {proof.takenBack !== '' && <Text size="sm">{said(proof.takenBack)}</Text>}
      <Text fw={600}>{equation(proof)}</Text>
      <List size="sm" aria-live="polite">
        {line(proof.chosen, t`${wholeNumber(proof.chosen)} chosen`, {})}
        {line(proof.intended, t`${wholeNumber(proof.intended)} meant to get it`, {
          group: 'intended',
        })}
        {proof.counts.map(({ fate, reason, sentence, count }) =>
          line(
            count,
            fateWords(fate, count),
            { group: fate, ...(reason !== '' && { reason }) },
            fate === 'sent' || fate === 'awaits' ? '' : said(sentence),
          ),
        )}
        {line(barred, t`${wholeNumber(barred)} must not get it, and are on its lists`, {
          group: 'barred',
        })}
        {line(strangers, strangersWords(strangers), { group: 'stranger' })}
        {line(strangersSent, strangersSentWords(strangersSent), { group: 'stranger_sent' })}
      </List>
      {proof.allowed !== null && (
        <Text size="sm">
          {t`${proof.allowed.by} sends it all the same: “${proof.allowed.reason}”`}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {joined(looks(proof), ', ')}
        {joined(['', ...ofMadeList(proof)], ' · ')}
        {pushId !== null && (
          <>
            {' · '}
            <TextLink size="xs" to="/pushes/$pushId" params={{ pushId: String(pushId) }}>
              {t`Push ${pushId}`}
            </TextLink>
          </>
        )}
      </Text>
    </Stack>
  )
}

/** When whom it is meant for was frozen, and its lists were read and will be. */
function looks({ frozenAt, readAt, look, lookAgainAt }: Proof): ReactNode[] {
  return [
    frozenAt !== null && jt`Frozen ${(<Moment at={frozenAt} />)}`,
    readAt !== null && jt`its lists read ${(<Moment at={readAt} />)}`,
    look === 'first'
      && lookAgainAt !== null
      && jt`to be read again ${(<Moment at={lookAgainAt} />)}`,
    look === 'second' && t`right before it was to be sent`,
    look === 'missed' && t`and not again in time before it was to be sent`,
  ].filter((part) => part !== false)
}

/** What became of the list that was made for it. */
function ofMadeList({ listRemovedAt, listKept }: Proof): ReactNode[] {
  return [
    listRemovedAt !== null
      && jt`its list was removed at the service ${(<Moment at={listRemovedAt} />)}`,
    listKept !== '' && t`its list was left at the service: ${said(listKept)}`,
  ].filter((part) => part !== false)
}

function joined(parts: readonly ReactNode[], between: string): ReactNode {
  return parts.map((part, at) => (
    <Fragment key={at}>
      {at > 0 && between}
      {part}
    </Fragment>
  ))
}

function strangersWords(count: number): string {
  return plural(
    count,
    msg`${wholeNumber(count)} stranger on its lists`,
    msg`${wholeNumber(count)} strangers on its lists`,
  )
}

function strangersSentWords(count: number): string {
  return plural(
    count,
    msg`${wholeNumber(count)} stranger who got it`,
    msg`${wholeNumber(count)} strangers who got it`,
  )
}
