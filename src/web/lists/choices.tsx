import { MultiSelect, Select } from '@mantine/core'
import { t } from '../languages/messages.ts'
import { useCampaignNames, type Named } from './names.ts'
import { valueOf, verbOf, type Verb as VerbWords } from './words.ts'

interface VerbProps {
  verbs: VerbWords[]
  chosen: { isNot: boolean; is: string }
  onChoose: (chosen: { isNot: boolean; is: string }) => void
  width?: number
}

/** What holds, and whether it does: one choice. */
export function Verb({ verbs, chosen, onChoose, width = 190 }: VerbProps) {
  return (
    <Select
      aria-label={t`Comparison`}
      w={width}
      allowDeselect={false}
      data={verbs}
      value={valueOf(chosen)}
      onChange={(value) => value !== null && onChoose(verbOf(value))}
    />
  )
}

interface OneOfProps {
  label: string
  names: Named[]
  ids: number[]
  verbs: VerbWords[]
  isNot: boolean
  onChange: (isNot: boolean, ids: number[]) => void
  /** Hears what is typed to find one. */
  onType?: (typed: string) => void
}

/** Some of the things there are, by their names. */
export function OneOf({ label, names, ids, verbs, isNot, onChange, onType }: OneOfProps) {
  return (
    <>
      <Verb
        verbs={verbs}
        chosen={{ isNot, is: 'is' }}
        onChoose={(chosen) => onChange(chosen.isNot, ids)}
      />
      <MultiSelect
        aria-label={label}
        placeholder={ids.length === 0 ? t`Choose` : undefined}
        flex="1 1 220px"
        searchable
        {...(onType && { onSearchChange: onType })}
        nothingFoundMessage={t`There is none of that name.`}
        data={withUnknown(names, ids)}
        value={ids.map(String)}
        onChange={(chosen) => onChange(isNot, chosen.map(Number))}
      />
    </>
  )
}

/** Some campaigns; none chosen means any. */
export function Campaigns(props: { ids: number[]; onChange: (ids: number[]) => void }) {
  const names = useCampaignNames()
  return (
    <MultiSelect
      aria-label={t`Campaigns`}
      placeholder={props.ids.length === 0 ? t`any campaign` : undefined}
      flex="1 1 200px"
      searchable
      data={withUnknown(names, props.ids)}
      value={props.ids.map(String)}
      onChange={(chosen) => props.onChange(chosen.map(Number))}
    />
  )
}

/** Whether what machines did counts. */
export function By(props: { by: 'human' | 'all'; onChange: (by: 'human' | 'all') => void }) {
  return (
    <Select
      aria-label={t`By whom`}
      w={170}
      allowDeselect={false}
      data={[
        { value: 'human', label: t`people only` },
        { value: 'all', label: t`machines count too` },
      ]}
      value={props.by}
      onChange={(by) => by !== null && props.onChange(by as 'human' | 'all')}
    />
  )
}

/** What is chosen and not offered (older, archived) is called by its number. */
export function withUnknown(names: Named[], ids: number[]): Named[] {
  const known = new Set(names.map(({ value }) => value))
  const others = ids.map(String).filter((id) => !known.has(id))
  return [...names, ...others.map((id) => ({ value: id, label: t`number ${id}` }))]
}
