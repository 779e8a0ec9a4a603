import { List, Stack, Text, Title } from '@mantine/core'
import { useChange } from '../api.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { counted, wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useMay } from '../session/session.ts'
import type { Found } from './words.ts'

/** Whether the kept counts follow from the events, and what to do where they do not. */
export function Proof({ found }: { found: Found }) {
  const { proof } = found
  return (
    <section aria-labelledby="proof">
      <Title order={2} id="proof" mb={4}>
        Homing's counts beside its own ledger
      </Title>
      {proof === null && (
        <Text size="sm" c="dimmed">
          Not proved yet: some campaigns are proved each day, this one at once with “Reconcile now”.
        </Text>
      )}
      {proof !== null && proof.mismatches.length === 0 && (
        <Text size="sm">
          <StateBadge tone="good">Proved</StateBadge> <Moment at={proof.at} />:{' '}
          {wholeNumber(proof.recipientsRead)} of {counted(proof.recipients, 'recipient')} were
          counted again from their events, with the same result.
        </Text>
      )}
      {proof !== null && proof.mismatches.length > 0 && <Broken found={found} proof={proof} />}
    </section>
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
      <StateBadge tone="bad">Counts differ from the ledger</StateBadge>
      <List size="sm">
        {proof.mismatches.map(({ place, kind, kept, ledger }) => (
          <List.Item key={place + kind}>
            {PLACES[place]} ({kind}): {wholeNumber(kept)} kept, the events say {wholeNumber(ledger)}
            .
          </List.Item>
        ))}
      </List>
      <Text size="sm">
        The events themselves are safe; nothing was repaired by itself. This is a fault of Homing:
        please report it.
      </Text>
      {may('sync') && (
        <ConfirmAction
          label="Rebuild the counts from the events"
          consequence={
            `Recipients and counts of ${found.campaign.name} are made again from its events. `
            + 'The events stay as they are.'
          }
          onConfirm={() => rebuild.mutateAsync({ params: { campaignId: found.campaign.id } })}
        />
      )}
    </Stack>
  )
}

const PLACES = { recipients: 'Recipients', counts: 'Sums', hours: 'Hours' } as const
