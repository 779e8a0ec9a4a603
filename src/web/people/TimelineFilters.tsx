import { Button, Chip, Group, Pill, Select, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useAnswer } from '../api.ts'
import { t } from '../languages/messages.ts'
import { KINDS } from './kinds.ts'
import { isChannel, isNarrowed, type TimelineSearch } from './timelineSearch.ts'

/** People of an organization that can be chosen at once; more are found on its people's screen. */
const PEOPLE_MAX = 200
const CHANNELS = { both: t`E-mail and fax`, email: t`E-mail`, fax: t`Fax` }

interface TimelineFiltersProps {
  search: TimelineSearch
  show: (part: TimelineSearch) => void
  /** The name of the campaign that is filtered by, where it is known. */
  campaign: string | undefined
  children?: ReactNode
}

/** Kind, channel, days, and one campaign; a further filter stands first. */
export function TimelineFilters({ search, show, campaign, children }: TimelineFiltersProps) {
  const { kind, campaignId, channel, from, until } = search
  return (
    <Group gap="xs" role="group" aria-label={t`What is shown of the timeline`}>
      {children}
      <Chip.Group
        multiple={false}
        value={kind ?? 'all'}
        onChange={(next) => show({ kind: next === 'all' ? undefined : next })}
      >
        <Chip value="all" size="xs">
          {t`Everything`}
        </Chip>
        {Object.entries(KINDS).map(([name, { plural }]) => (
          <Chip key={name} value={name} size="xs">
            {plural}
          </Chip>
        ))}
      </Chip.Group>
      <Chip.Group
        multiple={false}
        value={isChannel(channel) ? channel : 'both'}
        onChange={(next) => show({ channel: next === 'both' ? undefined : next })}
      >
        {Object.entries(CHANNELS).map(([name, title]) => (
          <Chip key={name} value={name} size="xs">
            {title}
          </Chip>
        ))}
      </Chip.Group>
      <Day label={t`From`} day={from} max={until} onChange={(day) => show({ from: day })} />
      <Day label={t`Until`} day={until} min={from} onChange={(day) => show({ until: day })} />
      {campaignId && (
        <Pill
          withRemoveButton
          removeButtonProps={{ 'aria-label': t`Every campaign`, tabIndex: 0 }}
          onRemove={() => show({ campaignId: undefined })}
        >
          {campaign ?? t`one campaign`}
        </Pill>
      )}
      {isNarrowed(search) && (
        <Button variant="subtle" size="compact-xs" onClick={() => show(NOTHING)}>
          {t`Show everything`}
        </Button>
      )}
    </Group>
  )
}

const NOTHING: TimelineSearch = {
  ...{ kind: undefined, campaignId: undefined, channel: undefined },
  ...{ person: undefined, from: undefined, until: undefined },
}

interface DayProps {
  label: string
  day: string | undefined
  min?: string | undefined
  max?: string | undefined
  onChange: (day: string | undefined) => void
}

function Day({ label, day, min, max, onChange }: DayProps) {
  return (
    <TextInput
      type="date"
      size="xs"
      aria-label={label}
      leftSection={label}
      leftSectionWidth={44}
      w={172}
      value={day ?? ''}
      min={min}
      max={max}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  )
}

interface PersonFilterProps {
  organizationId: number
  person: string | undefined
  onChoose: (person: string | undefined) => void
}

/** One of the people of a company or household. */
export function PersonFilter({ organizationId, person, onChoose }: PersonFilterProps) {
  const { data } = useAnswer('people.list', { query: { organizationId, limit: PEOPLE_MAX } })
  const people = data?.items ?? []
  return (
    <Select
      aria-label={t`Person`}
      placeholder={t`Everybody`}
      size="xs"
      w={200}
      clearable
      searchable
      value={person ?? null}
      onChange={(id) => onChoose(id ?? undefined)}
      data={people.map(({ id, name }) => ({ value: String(id), label: name }))}
    />
  )
}
