import { Group, Pill, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useAnswer } from '../api.ts'
import { t } from '../languages/messages.ts'
import { counted } from '../pieces/format.ts'
import { useTyped } from '../pieces/useTyped.ts'
import type { Words } from '../search.ts'

export type PeopleState = 'all' | 'opted_out' | 'complained' | 'invalid_address' | 'not_in_crm'

const STATES: { value: PeopleState; label: string }[] = [
  { value: 'all', label: t`All` },
  { value: 'opted_out', label: t`Opted out` },
  { value: 'complained', label: t`Complained` },
  { value: 'invalid_address', label: t`Invalid address` },
  { value: 'not_in_crm', label: t`Not in the CRM` },
]

export type PeopleSearch = Words<
  'search' | 'state' | 'owner' | 'organizationId' | 'organization' | 'leftTopicId' | 'interest'
>

interface PeopleFiltersProps {
  search: PeopleSearch
  state: PeopleState
  /** Where the list is not a page of its own: what it is narrowed to. */
  onNarrow?: (search: PeopleSearch) => void
}

/** What narrows the list; all of it in the address, so that a list can be sent to a colleague. */
export function PeopleFilters({ search, state, onNarrow }: PeopleFiltersProps) {
  const navigate = useNavigate()
  const { data: owners } = useAnswer('people.owners', {})

  function narrow(change: PeopleSearch) {
    if (onNarrow) return onNarrow(dropEmpty({ ...search, ...change }))
    void navigate({
      to: '/people',
      search: (before) => dropEmpty({ ...(before as PeopleSearch), ...change }),
      replace: true,
    })
  }

  return (
    <Group gap="xs" mb="sm" align="center">
      <SearchField value={search.search ?? ''} onSearch={(words) => narrow({ search: words })} />
      <StateFilter
        value={state}
        onChange={(next) => narrow({ state: next === 'all' ? undefined : next })}
      />
      <Select
        aria-label={t`Owner`}
        placeholder={t`Any owner`}
        w={200}
        clearable
        searchable
        clearButtonProps={{ 'aria-label': t`Any owner` }}
        data={(owners?.items ?? []).map((owner) => owner.name)}
        renderOption={({ option }) => {
          const owner = owners?.items.find(({ name }) => name === option.value)
          return owner
            ? `${owner.name} · ${counted(owner.people, 'person', 'people')}`
            : option.label
        }}
        value={search.owner ?? null}
        onChange={(owner) => narrow({ owner: owner ?? undefined })}
      />
      <LeftTopic value={search.leftTopicId} onChange={(leftTopicId) => narrow({ leftTopicId })} />
      <InterestFilter code={search.interest} onChoose={(interest) => narrow({ interest })} />
      {search.organizationId && (
        <Pill
          size="md"
          withRemoveButton
          removeButtonProps={{ 'aria-label': t`Any organization`, tabIndex: 0 }}
          onRemove={() => narrow({ organizationId: undefined, organization: undefined })}
        >
          {search.organization ? t`of ${search.organization}` : t`of one organization`}
        </Pill>
      )}
    </Group>
  )
}

/** Side by side where they have room, and below each other in a menu on a phone. */
function StateFilter(props: { value: PeopleState; onChange: (next: string) => void }) {
  return (
    <>
      <SegmentedControl aria-label={t`State`} size="xs" data={STATES} visibleFrom="sm" {...props} />
      <Select
        aria-label={t`State`}
        w="100%"
        data={STATES}
        allowDeselect={false}
        hiddenFrom="sm"
        value={props.value}
        onChange={(next) => next !== null && props.onChange(next)}
      />
    </>
  )
}

/** Who has left one topic; not offered where there is none. */
function LeftTopic(props: { value?: string; onChange: (id: string | undefined) => void }) {
  const { data } = useAnswer('topics.list', {})
  if (!data || data.topics.length === 0) return null
  return (
    <Select
      aria-label={t`Has left a topic`}
      placeholder={t`Left any topic or none`}
      w={200}
      clearable
      searchable
      clearButtonProps={{ 'aria-label': t`Left any topic or none` }}
      data={data.topics.map((topic) => ({ value: String(topic.id), label: t`Left ${topic.name}` }))}
      value={props.value ?? null}
      onChange={(id) => props.onChange(id ?? undefined)}
    />
  )
}

/** Absent as long as the firm tells no interests apart. */
function InterestFilter(props: {
  code: string | undefined
  onChoose: (code: string | undefined) => void
}) {
  const { data } = useAnswer('interests.list', {})
  if (!data || data.items.length === 0) return null
  return (
    <Select
      aria-label={t`Interest`}
      placeholder={t`Any interest`}
      w={180}
      clearable
      searchable
      data={data.items.map(({ code, name }) => ({ value: code, label: name }))}
      value={props.code ?? null}
      onChange={(code) => props.onChoose(code ?? undefined)}
    />
  )
}

function SearchField(props: { value: string; onSearch: (words: string | undefined) => void }) {
  const { value, onSearch } = props
  const input = useRef<HTMLInputElement>(null)
  const [words, setWords] = useState(value)
  const search = useTyped(onSearch)
  useHotkeys([['/', () => input.current?.focus()]])
  // A door or the back button changed the address: the field follows, unless one is typing in it.
  useEffect(() => {
    if (document.activeElement !== input.current) setWords(value)
  }, [value])
  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={t`Search people (press /)`}
      placeholder={t`Search: name, address, organization`}
      leftSection={<IconSearch size={16} aria-hidden />}
      w={{ base: '100%', xs: 320 }}
      value={words}
      onChange={(event) => {
        setWords(event.currentTarget.value)
        search(event.currentTarget.value)
      }}
    />
  )
}

function dropEmpty(search: PeopleSearch): PeopleSearch {
  return Object.fromEntries(Object.entries(search).filter(([, word]) => word !== undefined))
}
