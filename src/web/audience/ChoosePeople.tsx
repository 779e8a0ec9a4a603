import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useChange, usePages, type Given, type RowOf } from '../api.ts'
import { msg, plural, t, tc } from '../languages/messages.ts'
import { PeopleFilters, type PeopleSearch, type PeopleState } from '../people/PeopleFilters.tsx'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Panel } from '../pieces/Panel.tsx'
import { ComplainedMark, InvalidMark, OptedOutMark } from '../people/marks.tsx'
import classes from './ChoosePeople.module.css'
import { Selected } from './Selected.tsx'
import { SelectFromList } from './SelectFromList.tsx'
import type { Push } from './words.ts'

type Found = RowOf<'people.list'>

/** The second step: people are found by filters, and selected one by one or all that match. */
export function ChoosePeople(props: { push: Push; listId: number; onReview: () => void }) {
  const { push, listId, onReview } = props
  const [search, setSearch] = useState<PeopleSearch>({})
  const [told, say] = useState('')
  const filter = filterOf(search)
  const found = usePages('people.list', { query: { ...filter, limit: 50 } })
  const choose = useChange('pushes.choose', ['pushes.show', 'pushes.items'])

  async function select(whom: Given<'pushes.choose'>['body']['whom']) {
    const { changed } = await choose.mutateAsync({
      params: { pushId: push.id },
      body: { listId, whom },
    })
    say(changed === 0 ? t`All of them are selected already.` : cameWords(changed))
  }

  const columns: Column<Found>[] = [
    {
      id: 'select',
      header: t`Select`,
      width: 88,
      cell: (person) => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t`Select ${person.name}`}
          onClick={() => void select({ personIds: [person.id] }).catch(() => {})}
        >
          {t`Select`}
        </Button>
      ),
    },
    { id: 'name', header: t`Name`, width: 140, cell: (person) => person.name || t`No name` },
    {
      id: 'state',
      header: t`State`,
      cell: (person) => (
        <Group gap={4}>
          {person.hasComplained && <ComplainedMark />}
          {person.isOptedOut && !person.hasComplained && <OptedOutMark />}
          {person.hasInvalidAddress && <InvalidMark />}
        </Group>
      ),
    },
    {
      id: 'address',
      header: t`Address`,
      width: 160,
      cell: ({ address }) => address ?? tc('address')`none`,
    },
  ]
  const count = push.counts.reduce((sum, one) => sum + one.count, 0)
  return (
    <Stack gap="md">
      <PeopleFilters
        search={search}
        state={(search.state ?? 'all') as PeopleState}
        onNarrow={setSearch}
      />
      <SelectFromList
        isSelecting={choose.isPending}
        onSelect={(personListId) => void select({ personListId }).catch(() => {})}
      />
      <div className={classes.choosing}>
        <Panel
          title={t`Found`}
          isPlain
          actions={
            <Button
              size="xs"
              loading={choose.isPending}
              disabled={found.rows.length === 0 || found.isStale}
              onClick={() => void select({ filter }).catch(() => {})}
            >
              {Object.keys(search).length === 0 ? t`Select everybody` : t`Select all that match`}
            </Button>
          }
        >
          {(found.error ?? choose.error) && (
            <ErrorNotice error={found.error ?? choose.error} onRetry={found.retry} />
          )}
          <DataTable
            label={t`People found`}
            columns={columns}
            rowKey={(person) => person.id}
            empty={<Text size="sm">{t`Nobody matches. Change the filters.`}</Text>}
            {...found}
          />
        </Panel>
        <Selected push={push} count={count} />
      </div>
      <Group>
        <Button disabled={count === 0} onClick={onReview}>
          {t`Next: see the plan`}
        </Button>
        <Text size="sm" role="status">
          {told}
        </Text>
      </Group>
    </Stack>
  )
}

function cameWords(count: number): string {
  const shown = wholeNumber(count)
  return plural(
    count,
    msg`${shown} person came into the selection.`,
    msg`${shown} people came into the selection.`,
  )
}

function filterOf(search: PeopleSearch) {
  const { organizationId, leftTopicId } = search
  return {
    state: (search.state ?? 'all') as PeopleState,
    ...(search.search !== undefined && { search: search.search }),
    ...(search.owner !== undefined && { owner: search.owner }),
    ...(search.interest !== undefined && { interest: search.interest }),
    ...(organizationId !== undefined && { organizationId: Number(organizationId) }),
    ...(leftTopicId !== undefined && { leftTopicId: Number(leftTopicId) }),
  }
}
