import { Group, SegmentedControl, Switch, Text, TextInput } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useAnswer, usePages, type RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { ButtonLink, TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { useIsNarrow } from '../pieces/useIsNarrow.ts'
import { useTyped } from '../pieces/useTyped.ts'
import type { Words } from '../search.ts'
import { useMay } from '../session/session.ts'
import { KINDS, type Kind } from './words.ts'

type Row = RowOf<'personLists.list'>
type Search = Words<'kind' | 'search' | 'archived'>

/** The firm's own lists: those that hold people, those nobody is written to by, and segments. */
export default function ListsScreen() {
  const search = useSearch({ from: '/inside/lists' })
  const navigate = useNavigate()
  const may = useMay()
  const columns = useIsNarrow() ? NARROW_COLUMNS : COLUMNS
  const kind = Object.keys(KINDS).find((one) => one === search.kind) as Kind | undefined
  const isArchived = search.archived === 'true'
  const lists = usePages('personLists.list', {
    query: { kind, search: search.search, archived: isArchived ? 'true' : 'false', limit: 100 },
  })
  const narrow = (change: Search) =>
    void navigate({
      to: '/lists',
      search: (before) => ({ ...(before as Search), ...change }),
      replace: true,
    })
  return (
    <>
      <PageHeader
        title={t`Lists`}
        sub={t`Whom campaigns go out to, and whom they never reach.`}
        actions={
          may('edit_people') && (
            <ButtonLink to="/lists/new" search={kind === undefined ? {} : { kind }}>
              {t`New list`}
            </ButtonLink>
          )
        }
      />
      <Group gap="xs" mb="sm">
        <SearchLists value={search.search ?? ''} onSearch={(words) => narrow({ search: words })} />
        <SegmentedControl
          aria-label={t`Kind`}
          size="xs"
          data={[
            { value: 'any', label: t`All` },
            ...(Object.keys(KINDS) as Kind[]).map((one) => ({
              value: one,
              label: KINDS[one].plural,
            })),
          ]}
          value={kind ?? 'any'}
          onChange={(next) => narrow({ kind: next === 'any' ? undefined : next })}
        />
        <Switch
          size="xs"
          label={t`Archived`}
          checked={isArchived}
          onChange={(event) =>
            narrow({ archived: event.currentTarget.checked ? 'true' : undefined })
          }
        />
      </Group>
      {lists.error ? (
        <ErrorNotice error={lists.error} onRetry={lists.retry} />
      ) : (
        <DataTable
          label={t`Lists`}
          columns={columns}
          rowKey={(list) => list.id}
          onOpen={(list) =>
            void navigate({ to: '/lists/$listId', params: { listId: String(list.id) } })
          }
          empty={<NoList isNarrowed={Object.keys(search).length > 0} may={may('edit_people')} />}
          {...lists}
        />
      )}
    </>
  )
}

const COLUMNS: Column<Row>[] = [
  {
    id: 'name',
    header: t`Name`,
    width: 200,
    cell: (list) => <Name list={list} />,
  },
  { id: 'kind', header: t`Kind`, width: 130, cell: (list) => KINDS[list.kind].name },
  {
    id: 'people',
    header: t`People`,
    isFigure: true,
    width: 100,
    cell: (list) => <People list={list} />,
  },
  {
    id: 'changed',
    header: t`Changed`,
    isFigure: true,
    width: 124,
    cell: (list) => <Moment at={list.updatedAt} />,
  },
  { id: 'by', header: t`Made by`, width: 120, cell: (list) => list.createdBy },
]

/** On a phone the number of people is in sight, and the kind stands below the name. */
const NARROW_COLUMNS: Column<Row>[] = [
  {
    id: 'name',
    header: t`Name`,
    width: 148,
    cell: (list) => (
      <>
        <Name list={list} />
        <Text size="xs" c="dimmed">
          {KINDS[list.kind].name}
        </Text>
      </>
    ),
  },
  { id: 'people', header: t`People`, isFigure: true, cell: (list) => <People list={list} /> },
  ...COLUMNS.filter(({ id }) => id === 'changed'),
]

function Name({ list }: { list: Row }) {
  return (
    <>
      <TextLink to="/lists/$listId" params={{ listId: String(list.id) }} size="sm" fw={500}>
        {list.name}
      </TextLink>
      {list.description && (
        <Text size="xs" c="dimmed" lineClamp={2}>
          {list.description}
        </Text>
      )}
    </>
  )
}

/** Of a list it is known; a segment is counted when it is shown. */
function People({ list }: { list: Row }) {
  const { data, isPending, error } = useAnswer(
    'personLists.size',
    { params: { listId: list.id } },
    { isWanted: list.members === null },
  )
  const count = list.members ?? data?.people
  if (count !== undefined) {
    return (
      <TextLink
        to="/lists/$listId"
        params={{ listId: String(list.id) }}
        size="sm"
        data-rows={count}
      >
        {wholeNumber(count)}
      </TextLink>
    )
  }
  return (
    <Text span size="xs" c="dimmed">
      {error ? t`takes too long` : isPending ? t`counting…` : ''}
    </Text>
  )
}

function NoList({ isNarrowed, may }: { isNarrowed: boolean; may: boolean }) {
  if (isNarrowed) {
    return (
      <EmptyState
        title={t`No list fits`}
        action={
          <ButtonLink to="/lists" variant="default">
            {t`Show all lists`}
          </ButtonLink>
        }
      >
        {t`Look for another name, or for another kind of list.`}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={t`No list yet`}
      action={
        may && (
          <ButtonLink to="/lists/new" search={{ kind: 'segment' }}>
            {t`Make a segment`}
          </ButtonLink>
        )
      }
    >
      {t`A segment finds people by what is known of them: who opened nothing in 180 days, who
        clicked tax news, who works at a company. A list holds whom you put on it. Whoever is on a
        suppression list is reached by no campaign.`}
    </EmptyState>
  )
}

function SearchLists(props: { value: string; onSearch: (words: string | undefined) => void }) {
  const [words, setWords] = useState(props.value)
  const search = useTyped(props.onSearch)
  return (
    <TextInput
      type="search"
      aria-label={t`Search lists`}
      placeholder={t`Search lists`}
      w={{ base: '100%', xs: 260 }}
      value={words}
      onChange={(event) => {
        setWords(event.currentTarget.value)
        search(event.currentTarget.value)
      }}
    />
  )
}
