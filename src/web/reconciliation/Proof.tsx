import { List, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useChange } from '../api.ts'
import { jplural, msg, t, tc } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useMay } from '../session/session.ts'
import { KIND_WORDS, type Found } from './words.ts'

/** Whether the kept counts follow from the events, and what to do where they do not. */
export function Proof({ found }: { found: Found }) {
  const { proof } = found
  return (
    <section aria-labelledby="proof">
      <Title order={2} id="proof" mb={4}>
        {t`Homing's counts beside its own ledger`}
      </Title>
      {proof === null && (
        <Text size="sm" c="dimmed">
          {t`Not proved yet: some campaigns are proved each day, this one at once with “Reconcile
            now”.`}
        </Text>
      )}
      {proof !== null && proof.mismatches.length === 0 && <Proved proof={proof} />}
      {proof !== null && proof.mismatches.length > 0 && <Broken found={found} proof={proof} />}
    </section>
  )
}

function Proved({ proof }: { proof: NonNullable<Found['proof']> }) {
  const proved = <StateBadge tone="good">{t`Proved`}</StateBadge>
  const when = <Moment at={proof.at} />
  const [read, all] = [wholeNumber(proof.recipientsRead), wholeNumber(proof.recipients)]
  return (
    <Text size="sm">
      {jplural(
        proof.recipients,
        msg<ReactNode>`${proved} ${when}: ${read} of ${all} recipient was counted again from their
          events, with the same result.`,
        msg<ReactNode>`${proved} ${when}: ${read} of ${all} recipients were counted again from their
          events, with the same result.`,
      )}
    </Text>
  )
}

function Broken({ found, proof }: { found: Found; proof: NonNullable<Found['proof']> }) {
  const may = useMay()
  const rebuild = useChange('reconciliation.rebuild', [
    'reconciliation.show',
    'reconciliation.list',
    'campaigns.show',
    'problems.count',
  ])
  return (
    <Stack gap="xs" align="flex-start">
      <StateBadge tone="bad">{t`Counts differ from the ledger`}</StateBadge>
      <List size="sm">
        {proof.mismatches.map(({ place, kind, kept, ledger }) => (
          <List.Item key={place + kind}>
            {t`${PLACES[place]} (${KIND_WORDS[kind] ?? kind}): ${wholeNumber(kept)} kept, the events
              say ${wholeNumber(ledger)}.`}
          </List.Item>
        ))}
      </List>
      <Text size="sm">
        {t`The events themselves are safe; nothing was repaired by itself. This is a fault of
          Homing: please report it.`}
      </Text>
      {may('sync') && (
        <ConfirmAction
          label={t`Rebuild the counts from the events`}
          consequence={t`Recipients and counts of ${found.campaign.name} are made again from its
            events. The events stay as they are.`}
          onConfirm={() => rebuild.mutateAsync({ params: { campaignId: found.campaign.id } })}
        />
      )}
    </Stack>
  )
}

const PLACES = { recipients: t`Recipients`, counts: t`Sums`, hours: tc('proof')`Hours` } as const
