import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useChange, usePages, type RowOf } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { ButtonLink, TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import classes from './DuplicatesScreen.module.css'
import { InvalidMark, OptedOutMark } from './marks.tsx'
import { MergeDialog } from './MergeDialog.tsx'

type Pair = RowOf<'people.duplicates'>
type PersonRow = Pair['people'][number]

/** Pairs of people who may be one: merged, or said not to be the same, one by one. */
export default function DuplicatesScreen() {
  const pairs = usePages('people.duplicates', { query: { limit: 50 } })
  const [merging, setMerging] = useState<readonly [number, number] | null>(null)
  return (
    <>
      <PageHeader
        title={t`Possible duplicates`}
        sub={t`People who may be one person, and why. Nothing is merged by itself.`}
        actions={
          <ButtonLink to="/people" variant="default">
            {t`All people`}
          </ButtonLink>
        }
      />
      {pairs.error && <ErrorNotice error={pairs.error} onRetry={pairs.retry} />}
      {pairs.isPending && <LinesSkeleton lines={8} />}
      {!pairs.isPending && !pairs.error && pairs.rows.length === 0 && !pairs.more.has && (
        <EmptyState title={t`No possible duplicates`}>
          {t`Nobody shares an address with somebody of the same or a similar name, is known to a
            service as the same contact, or has the same name in the same organization.`}
        </EmptyState>
      )}
      <ul className={classes.pairs} aria-label={t`Possible duplicates`}>
        {pairs.rows.map((pair) => (
          <li key={pair.people.map(({ id }) => id).join()} className={classes.pair}>
            <PairShown pair={pair} onMerge={setMerging} />
          </li>
        ))}
      </ul>
      {pairs.more.has && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={pairs.more.isLoading} onClick={pairs.more.load}>
            {t`Look further`}
          </Button>
        </Group>
      )}
      <MergeDialog
        ids={merging}
        onClose={() => setMerging(null)}
        onMerged={() => setMerging(null)}
      />
    </>
  )
}

interface PairShownProps {
  pair: Pair
  onMerge: (ids: readonly [number, number]) => void
}

function PairShown({ pair, onMerge }: PairShownProps) {
  const may = useMay()
  const state = useChange('people.notSame', ['people.duplicates', 'audit.list'])
  const [one, two] = pair.people as [PersonRow, PersonRow]

  async function sayNotSame() {
    try {
      await state.mutateAsync({ params: { personId: one.id }, body: { otherId: two.id } })
      notifyDone(t`${one.name} and ${two.name} are not shown as duplicates again.`)
    } catch (refusal) {
      notifyRefusal(refusal)
    }
  }

  return (
    <Stack gap="sm">
      <div className={classes.both}>
        <PersonShown person={one} />
        <PersonShown person={two} />
      </div>
      <Group justify="space-between" gap="xs">
        <Text size="sm" className={classes.reasons}>
          {pair.reasons.map(({ reason, what }) => REASON_WORDS[reason](what)).join('; ')}
        </Text>
        {may('edit_people') && (
          <Group gap="xs">
            <Button
              size="compact-sm"
              variant="default"
              loading={state.isPending}
              aria-label={t`Not the same: ${one.name} and ${two.name}`}
              onClick={() => void sayNotSame()}
            >
              {t`Not the same`}
            </Button>
            <Button
              size="compact-sm"
              aria-label={t`Compare and merge… ${one.name} and ${two.name}`}
              onClick={() => onMerge([one.id, two.id])}
            >
              {t`Compare and merge…`}
            </Button>
          </Group>
        )}
      </Group>
    </Stack>
  )
}

function PersonShown({ person }: { person: PersonRow }) {
  const more = [
    person.organizations.map(({ name }) => name).join(', '),
    person.owner && t`owner ${person.owner}`,
  ].filter(Boolean)
  return (
    <Stack gap={2} className={classes.person}>
      <Group gap="xs">
        <TextLink
          to="/people/$personId"
          params={{ personId: String(person.id) }}
          size="sm"
          fw={500}
        >
          {person.name || t`No name`}
        </TextLink>
        {person.isOptedOut && <OptedOutMark />}
        {person.hasInvalidAddress && <InvalidMark />}
      </Group>
      <Text size="sm">{person.address ?? t`no address`}</Text>
      {more.length > 0 && (
        <Text size="xs" c="dimmed">
          {more.join(' · ')}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {person.lastEventAt ? (
          <>{jt`last event ${(<Moment at={person.lastEventAt} />)}`}</>
        ) : (
          t`nothing has happened yet`
        )}
      </Text>
    </Stack>
  )
}

const REASON_WORDS: Record<Pair['reasons'][number]['reason'], (what: string) => string> = {
  same_address_same_name: (what) => t`Same name at ${what}`,
  same_address_similar_name: (what) => t`Similar names at ${what}`,
  same_address_unnamed: (what) => t`Both use ${what}, and one is known by it only`,
  same_contact: (what) => t`One contact at ${what}`,
  same_name_same_organization: (what) => t`Same name in ${what}, and no address against it`,
}
