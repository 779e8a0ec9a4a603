import { MultiSelect, Radio, Select, Stack } from '@mantine/core'
import { useAnswer, type Given } from '../api.ts'
import { t } from '../languages/messages.ts'
import type { Person } from './PersonHeader.tsx'

export type About = NonNullable<NonNullable<Given<'people.optOut'>['body']>['about']>

/** What is being chosen: complete, or not yet. */
export interface AboutChosen {
  scope: About['scope']
  topicIds: string[]
  addressId: string | null
}

export const EVERYTHING: AboutChosen = { scope: 'everything', topicIds: [], addressId: null }

/** What the server is told; null as long as something is missing. */
export function aboutOf({ scope, topicIds, addressId }: AboutChosen): About | null {
  if (scope === 'everything') return { scope }
  if (scope === 'topics') {
    return topicIds.length > 0 ? { scope, topicIds: topicIds.map(Number) } : null
  }
  return addressId === null ? null : { scope, addressId: Number(addressId) }
}

interface AboutChoiceProps {
  person: Person
  value: AboutChosen
  onChange: (value: AboutChosen) => void
  /** The address as such: for opt-outs only. */
  offersAddress?: boolean
}

/** What a wish is about: everything, chosen topics, or one address only. */
export function AboutChoice({ person, value, onChange, offersAddress }: AboutChoiceProps) {
  const { data } = useAnswer('topics.list', {})
  const topics = (data?.topics ?? []).filter((topic) => topic.archivedAt === null)
  const current = person.addresses.filter((one) => one.endedAt === null)
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t`What about?`}
        value={value.scope}
        onChange={(scope) => onChange({ ...value, scope: scope as About['scope'] })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="everything" label={t`Everything`} />
          <Radio
            value="topics"
            label={topics.length > 0 ? t`Some topics` : t`Some topics (there are none yet)`}
            disabled={topics.length === 0}
          />
          {offersAddress && current.length > 0 && (
            <Radio value="address" label={t`One address only`} />
          )}
        </Stack>
      </Radio.Group>
      {value.scope === 'topics' && (
        <MultiSelect
          label={t`Topics`}
          required
          searchable
          data={topics.map((topic) => ({ value: String(topic.id), label: topic.name }))}
          value={value.topicIds}
          onChange={(topicIds) => onChange({ ...value, topicIds })}
        />
      )}
      {value.scope === 'address' && (
        <Select
          label={t`Address`}
          required
          allowDeselect={false}
          data={current.map((one) => ({ value: String(one.id), label: one.address }))}
          value={value.addressId}
          onChange={(addressId) => onChange({ ...value, addressId })}
        />
      )}
    </Stack>
  )
}
