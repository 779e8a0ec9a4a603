import { Select, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useAnswer, type AnswerTo } from '../api.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { StateBadge, type Tone } from '../pieces/StateBadge.tsx'
import type { Rule } from './words.ts'

type FieldPreview = AnswerTo<'mapping.preview'>['fields'][number]

const FOUND_MAX = 20
const TYPING_MS = 250

/** What the rules, saved or not, make of one person: each field before and after. */
export function PreviewPerson(props: { connectionId: number; title: string; rules: Rule[] }) {
  const { connectionId, title, rules } = props
  const [words, setWords] = useState('')
  const [search] = useDebouncedValue(words, TYPING_MS)
  const [personId, setPersonId] = useState<string | null>(null)
  const people = useAnswer('people.list', { query: { search, limit: FOUND_MAX } })
  const preview = useAnswer(
    'mapping.preview',
    { params: { connectionId, personId: Number(personId) }, body: { rules } },
    { isWanted: personId !== null },
  )
  const { data, error, refetch } = preview
  return (
    <Panel isPlain title="Preview for one person">
      <Stack gap="sm">
        <Select
          aria-label="Person to look at"
          placeholder="Search: name, address, company"
          searchable
          clearable
          maw={420}
          filter={({ options }) => options}
          data={(people.data?.items ?? []).map(({ id, name }) => ({
            value: String(id),
            label: name || 'No name',
          }))}
          nothingFoundMessage="Nobody is found by that."
          value={personId}
          onChange={setPersonId}
          onSearchChange={setWords}
        />
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {personId === null && (
          <Text size="sm" c="dimmed">
            Choose somebody to see each value as it will stand at {title}. Nothing is told.
          </Text>
        )}
        {data && personId !== null && <Shown data={data} title={title} />}
      </Stack>
    </Panel>
  )
}

function Shown({ data, title }: { data: AnswerTo<'mapping.preview'>; title: string }) {
  const { isKnown, filledBy, fields, address } = data
  return (
    <>
      <Text size="sm">
        {address === null
          ? 'Has no e-mail address in use, so there is nothing to be told.'
          : isKnown
            ? `${title} knows ${address}.`
            : `${title} does not know ${address}: this is what a new contact will hold.`}
        {filledBy !== null && ` ${filledBy.name} shares the address, and fills the contact.`}
      </Text>
      <DataTable label="Preview" columns={COLUMNS} rows={fields} rowKey={(one) => one.fieldId} />
    </>
  )
}

const STATES: Record<FieldPreview['decision'], { tone: Tone; word: string }> = {
  same: { tone: 'plain', word: 'Stays' },
  fill: { tone: 'good', word: 'Filled' },
  replace: { tone: 'waiting', word: 'Replaced' },
  empty: { tone: 'waiting', word: 'Emptied' },
  stays: { tone: 'plain', word: 'Theirs stays' },
  comes_home: { tone: 'waiting', word: 'Comes home' },
  refused: { tone: 'bad', word: 'Does not fit' },
}

const COLUMNS: Column<FieldPreview>[] = [
  { id: 'field', header: 'Field', width: 130, cell: (one) => one.label },
  { id: 'before', header: 'Holds', width: 130, cell: (one) => one.before || 'nothing' },
  { id: 'after', header: 'Will hold', width: 130, cell: (one) => one.after || 'nothing' },
  {
    id: 'state',
    header: 'State',
    width: 130,
    cell: ({ decision }) => (
      <StateBadge tone={STATES[decision].tone}>{STATES[decision].word}</StateBadge>
    ),
  },
  {
    id: 'why',
    header: 'Why',
    width: 320,
    cell: ({ sentence, remedy, passedOver, trail }) => (
      <>
        <Text size="sm">
          {sentence} {remedy}
        </Text>
        {passedOver !== '' && <Text size="sm">{passedOver}</Text>}
        {trail.length > 1 && (
          <Text size="xs" c="dimmed">
            {trail.map(({ what, value }) => `${what}: ${value || 'nothing'}`).join(' → ')}
          </Text>
        )}
      </>
    ),
  },
]
