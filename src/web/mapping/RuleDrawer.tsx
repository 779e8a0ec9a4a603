import { Button, Drawer, Group, Radio, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { OWNERS, type Source } from '../../api/contract/index.ts'
import { useAnswer } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { MakeField } from './MakeField.tsx'
import { StepsInput } from './StepsInput.tsx'
import {
  fieldName,
  newRule,
  ownerWords,
  sourcesOf,
  useOwnFields,
  type Field,
  type Rule,
} from './words.ts'

const CONSTANT = 'constant'

interface RuleDrawerProps {
  connectionId: number
  title: string
  /** Null: a new one. */
  rule: Rule | null
  /** Fields that have a rule already. */
  taken: readonly string[]
  onKeep: (rule: Rule) => void
  onDrop: () => void
  onClose: () => void
}

/** One rule: which field, what it is filled with, what is done with that, and who is right. */
export function RuleDrawer(props: RuleDrawerProps) {
  const { connectionId, rule, taken, title, onClose } = props
  const params = { connectionId }
  const { data, error, refetch } = useAnswer('contactFields.read', { params })
  const [written, setWritten] = useState<Rule | null>(rule)
  const free = (data?.fields ?? []).filter(
    ({ id, kind }) => kind !== 'other' && (id === rule?.field.id || !taken.includes(id)),
  )
  const choose = (field: Field | undefined) => {
    if (field !== undefined) setWritten({ ...(written ?? newRule(field)), field })
  }
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={rule === null ? t`A field to be filled` : fieldName(rule.field)}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LinesSkeleton lines={6} />}
      {data && (
        <Stack gap="md">
          <Select
            label={t`Field at ${title}`}
            placeholder={t`Choose a field`}
            searchable
            data-autofocus
            data={free.map((field) => ({ value: field.id, label: fieldName(field) }))}
            value={written?.field.id ?? null}
            onChange={(id) => choose(free.find((field) => field.id === id))}
          />
          {data.canCreate && (
            <MakeField connectionId={connectionId} title={title} onMade={choose} />
          )}
          {written !== null && <RuleForm {...props} rule={written} onChange={setWritten} />}
        </Stack>
      )}
    </Drawer>
  )
}

function RuleForm(
  props: Omit<RuleDrawerProps, 'rule'> & { rule: Rule; onChange: (rule: Rule) => void },
) {
  const { rule, title, onChange, onKeep, onDrop, taken } = props
  const { field, from } = rule
  const isNew = !taken.includes(field.id)
  const own = useOwnFields()
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {takesWords(field)}
        {field.tag !== null && ` ${t`In a mail it is [[${field.tag}]].`}`}
      </Text>
      <Select
        label={t`Filled with`}
        searchable
        allowDeselect={false}
        data={[...sourcesOf(own), { value: CONSTANT, label: t`The same text for everybody` }]}
        value={'source' in from ? from.source : CONSTANT}
        onChange={(value) =>
          onChange({
            ...rule,
            from: value === CONSTANT ? { constant: '' } : { source: value as Source },
          })
        }
      />
      {'constant' in from && (
        <TextInput
          label={t`The text`}
          value={from.constant}
          onChange={(event) => onChange({ ...rule, from: { constant: event.currentTarget.value } })}
        />
      )}
      <StepsInput
        key={field.id}
        steps={rule.steps}
        charsMax={field.charsMax}
        onChange={(steps) => onChange({ ...rule, steps })}
      />
      <TextInput
        label={tc('field')`Default`}
        description={t`Stands there where nothing is known; empty: nothing is told`}
        value={rule.fallback}
        onChange={(event) => onChange({ ...rule, fallback: event.currentTarget.value })}
      />
      <Radio.Group
        label={t`Who is right where the two differ`}
        value={rule.owner}
        onChange={(value) => {
          const owner = value as Rule['owner']
          onChange({ ...rule, owner, comesHome: owner === 'esp' && rule.comesHome })
        }}
      >
        <Stack gap={4} mt={4}>
          {OWNERS.map((owner) => {
            const { who, means } = ownerWords(owner, title)
            return <Radio key={owner} value={owner} label={`${who}: ${means}`} />
          })}
        </Stack>
      </Radio.Group>
      {rule.owner === 'esp' && (
        <Switch
          label={t`Its values come home`}
          description={t`After each read of the contacts they are written into the person`}
          checked={rule.comesHome}
          onChange={(event) => onChange({ ...rule, comesHome: event.currentTarget.checked })}
        />
      )}
      <Group>
        <Button onClick={() => onKeep(rule)}>{isNew ? t`Add the rule` : t`Keep the rule`}</Button>
        {!isNew && (
          <Button variant="default" onClick={onDrop}>
            {t`Take the rule away`}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

/** What a field takes; the longest text of it, or its answers. */
function takesWords(field: Field): string {
  const { kind, charsMax, choices } = field
  const label = fieldName(field)
  const what = KIND_WORDS[kind]
  if (choices === undefined) return t`${label} takes ${what}, ${charsMax} characters at most.`
  return t`${label} takes ${what}: ${choices.map((one) => one.label).join(', ')}.`
}

const KIND_WORDS = {
  text: tc('takes')`text`,
  number: tc('takes')`a number`,
  date: tc('takes')`a date`,
  birthday: tc('takes')`a day of the year`,
  choices: tc('takes')`several answers`,
  phone: tc('takes')`a telephone number`,
  choice: tc('takes')`one of its answers`,
  other: tc('takes')`nothing from here`,
}
