import { Select, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useAnswer, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { StateBadge, type Tone } from '../pieces/StateBadge.tsx'
import { fieldName, type Rule } from './words.ts'

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
    <Panel isPlain title={t`Preview for one person`}>
      <Stack gap="sm">
        <Select
          aria-label={t`Person to look at`}
          placeholder={t`Search: name, address, company`}
          searchable
          clearable
          maw={420}
          filter={({ options }) => options}
          data={(people.data?.items ?? []).map(({ id, name }) => ({
            value: String(id),
            label: name || t`No name`,
          }))}
          nothingFoundMessage={t`Nobody is found by that.`}
          value={personId}
          onChange={setPersonId}
          onSearchChange={setWords}
        />
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {personId === null && (
          <Text size="sm" c="dimmed">
            {t`Choose somebody to see each value as it will stand at ${title}. Nothing is told.`}
          </Text>
        )}
        {data && personId !== null && <Shown data={data} title={title} rules={rules} />}
      </Stack>
    </Panel>
  )
}

function Shown(props: { data: AnswerTo<'mapping.preview'>; title: string; rules: Rule[] }) {
  const { data, title, rules } = props
  const { isKnown, filledBy, fields, address } = data
  return (
    <>
      <Text size="sm">
        {address === null
          ? t`Has no e-mail address in use, so there is nothing to be told.`
          : isKnown
            ? t`${title} knows ${address}.`
            : t`${title} does not know ${address}: this is what a new contact will hold.`}
        {filledBy !== null && ` ${t`${filledBy.name} shares the address, and fills the contact.`}`}
      </Text>
      <DataTable
        label={t`Preview`}
        columns={columnsOf(rules)}
        rows={fields}
        rowKey={(one) => one.fieldId}
      />
    </>
  )
}

const STATES: Record<FieldPreview['decision'], { tone: Tone; word: string }> = {
  same: { tone: 'plain', word: t`Stays` },
  fill: { tone: 'good', word: t`Filled` },
  replace: { tone: 'waiting', word: t`Replaced` },
  empty: { tone: 'waiting', word: t`Emptied` },
  stays: { tone: 'plain', word: t`Theirs stays` },
  comes_home: { tone: 'waiting', word: t`Comes home` },
  refused: { tone: 'bad', word: t`Does not fit` },
}

const columnsOf = (rules: readonly Rule[]): Column<FieldPreview>[] => [
  {
    id: 'field',
    header: t`Field`,
    width: 130,
    cell: ({ fieldId, label }) => {
      const field = rules.find((rule) => rule.field.id === fieldId)?.field
      return field === undefined ? label : fieldName(field)
    },
  },
  { id: 'before', header: t`Holds`, width: 130, cell: (one) => one.before || t`nothing` },
  { id: 'after', header: t`Will hold`, width: 130, cell: (one) => one.after || t`nothing` },
  {
    id: 'state',
    header: t`State`,
    width: 130,
    cell: ({ decision }) => (
      <StateBadge tone={STATES[decision].tone}>{STATES[decision].word}</StateBadge>
    ),
  },
  {
    id: 'why',
    header: t`Why`,
    width: 320,
    cell: ({ sentence, remedy, passedOver, trail }) => (
      <>
        <Text size="sm">
          {said(sentence)} {said(remedy)}
        </Text>
        {passedOver !== '' && <Text size="sm">{said(passedOver)}</Text>}
        {trail.length > 1 && (
          <Text size="xs" c="dimmed">
            {trail.map(({ what, value }) => `${said(what)}: ${value || t`nothing`}`).join(' → ')}
          </Text>
        )}
      </>
    ),
  },
]
