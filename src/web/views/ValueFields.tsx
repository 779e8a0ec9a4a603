import { MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { useCampaignNames, type Named } from '../lists/names.ts'
import { Periods } from './Periods.tsx'
import { SINGLE, type Column, type Comparison, type Period, type Value } from './words.ts'

interface ValueFieldsProps {
  column: Column
  is: Comparison
  values: Value[]
  onChange: (values: Value[]) => void
  /** What the field is called where it stands alone. */
  label?: string
}

/** What a column is compared with, asked for as the column’s values are. */
export function ValueFields(props: ValueFieldsProps) {
  const { column, is, values, onChange, label } = props
  if (is === 'known') return null
  if (is === 'latest') return <OneNumber {...props} label={label ?? t`How many campaigns`} />
  switch (column.type) {
    case 'time':
      return <Periods periods={values.filter(isPeriod)} onChange={onChange} />
    case 'flag':
      return <YesOrNo {...props} />
    case 'number':
      return SINGLE.includes(is) ? <OneNumber {...props} /> : <Numbers {...props} />
    case 'day':
      return (
        <TextInput
          type="date"
          aria-label={label ?? t`Day`}
          w={150}
          value={String(values[0] ?? '')}
          onChange={({ currentTarget: { value } }) => onChange(value === '' ? [] : [value])}
        />
      )
    case 'choice':
      return <Choices {...props} />
    case 'campaign':
      return <Campaigns {...props} />
    case 'person':
      return <People {...props} />
    case 'organization':
      return <Numbers {...props} label={label ?? t`Their numbers`} />
    case 'text':
      return <Texts {...props} />
  }
}

const isPeriod = (value: Value): value is Period => typeof value === 'object'

const CERTAIN = [
  { value: 'yes', label: t`is yes` },
  { value: 'no', label: t`is no` },
]

function YesOrNo({ values, onChange, label = t`Yes or no` }: ValueFieldsProps) {
  return (
    <Select
      aria-label={label}
      w={100}
      allowDeselect={false}
      data={CERTAIN}
      value={values[0] === false ? 'no' : 'yes'}
      onChange={(chosen) => onChange([chosen === 'yes'])}
    />
  )
}

function OneNumber({ values, onChange, label = tc('value')`Number` }: ValueFieldsProps) {
  return (
    <NumberInput
      aria-label={label}
      w={120}
      value={typeof values[0] === 'number' ? values[0] : ''}
      onChange={(value) => onChange(value === '' ? [] : [Number(value)])}
    />
  )
}

/** What is no number stays as it was typed, and is told to be none. */
function Numbers({ values, onChange, label = t`Numbers, one of them fits` }: ValueFieldsProps) {
  const read = (word: string) => (Number.isFinite(Number(word)) ? Number(word) : word)
  return (
    <TagsInput
      aria-label={label}
      placeholder={values.length === 0 ? t`Type, then Enter` : undefined}
      flex="1 1 160px"
      acceptValueOnBlur
      value={values.map(String)}
      onChange={(words) => onChange(words.map(read))}
    />
  )
}

function Texts({ column, values, onChange, label }: ValueFieldsProps) {
  return (
    <TagsInput
      aria-label={label ?? t`Values, one of them fits`}
      placeholder={values.length === 0 ? t`Type, then Enter` : undefined}
      flex="1 1 160px"
      acceptValueOnBlur
      data={column.choices.map(({ value }) => value)}
      value={values.map(String)}
      onChange={onChange}
    />
  )
}

function Choices({ column, values, onChange, label }: ValueFieldsProps) {
  return (
    <MultiSelect
      aria-label={label ?? t`Values, one of them fits`}
      placeholder={values.length === 0 ? t`Choose` : undefined}
      flex="1 1 160px"
      data={column.choices.map(({ value, title }) => ({ value, label: title }))}
      value={values.map(String)}
      onChange={onChange}
    />
  )
}

function Campaigns(props: ValueFieldsProps) {
  return <Things {...props} names={useCampaignNames()} label={props.label ?? t`Campaigns`} />
}

/** Found by a part of a name or an address, as everywhere. */
function People(props: ValueFieldsProps) {
  const [words, setWords] = useState('')
  const [search] = useDebouncedValue(words.trim(), 200)
  const { data } = useQuery({
    queryKey: ['people.list', 'offered', search],
    queryFn: ({ signal }) => call('people.list', { query: { search, limit: 20 }, signal }),
    placeholderData: keepPreviousData,
  })
  const [chosen, setChosen] = useState<Named[]>([])
  const found = (data?.items ?? []).map(({ id, name, address }) => ({
    value: String(id),
    label: name || address || t`number ${id}`,
  }))
  const kept = chosen.filter(({ value }) => !found.some((one) => one.value === value))
  const names = [...kept, ...found]
  return (
    <Things
      {...props}
      names={names}
      label={props.label ?? t`People`}
      searched={{ words, setWords }}
      onChange={(values) => {
        setChosen(names.filter(({ value }) => values.includes(Number(value))))
        props.onChange(values)
      }}
    />
  )
}

interface ThingsProps extends ValueFieldsProps {
  names: Named[]
  searched?: { words: string; setWords: (words: string) => void }
}

/** Some things by their names; what is chosen and not offered is called by its number. */
function Things({ names, values, onChange, label, searched }: ThingsProps) {
  const chosen = values.map(String)
  const others = chosen.filter((id) => !names.some(({ value }) => value === id))
  return (
    <MultiSelect
      aria-label={label ?? t`Values`}
      placeholder={values.length === 0 ? t`Choose` : undefined}
      flex="1 1 180px"
      searchable
      nothingFoundMessage={t`There is none of that name.`}
      data={[...names, ...others.map((id) => ({ value: id, label: t`number ${id}` }))]}
      value={chosen}
      onChange={(ids) => onChange(ids.map(Number))}
      {...(searched && {
        searchValue: searched.words,
        onSearchChange: searched.setWords,
        // The server found them: by an address, or by where they work, too.
        filter: ({ options }) => options,
      })}
    />
  )
}
