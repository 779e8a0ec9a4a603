import {
  ActionIcon,
  Group,
  NumberInput,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { DATE_FORMATS, STEPS_MAX } from '../../api/contract/index.ts'
import { t } from '../languages/messages.ts'
import { newStep, sourcesOf, STEP_LABELS, useOwnFields, type Step } from './words.ts'

const KINDS = Object.entries(STEP_LABELS).map(([value, label]) => ({ value, label }))

/** What is done with a value, in order; a step is added by choosing it. */
export function StepsInput(props: {
  steps: readonly Step[]
  charsMax: number
  onChange: (steps: Step[]) => void
}) {
  const { steps, charsMax, onChange } = props
  const [words, setWords] = useState('')
  const put = (index: number, step: Step) =>
    onChange(steps.map((one, at) => (at === index ? step : one)))
  return (
    <Stack gap="xs" role="group" aria-label={t`Steps`}>
      <Text size="sm" fw={500}>
        {t`Steps`}
      </Text>
      {steps.map((step, index) => (
        <Group key={`${index} ${step.do}`} gap="xs" align="end" wrap="nowrap">
          <div style={{ flex: 1 }}>
            <StepInput step={step} onChange={(changed) => put(index, changed)} />
          </div>
          <ActionIcon
            variant="subtle"
            aria-label={t`Take away: ${STEP_LABELS[step.do]}`}
            onClick={() => onChange(steps.filter((_, at) => at !== index))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {steps.length < STEPS_MAX && (
        <Select
          aria-label={t`Add a step`}
          placeholder={t`Add a step`}
          data={KINDS}
          searchable
          value={null}
          searchValue={words}
          onSearchChange={setWords}
          onChange={(kind) => {
            if (kind === null) return
            onChange([...steps, newStep(kind as Step['do'], charsMax)])
            setWords('')
          }}
        />
      )}
    </Stack>
  )
}

function StepInput({ step, onChange }: { step: Step; onChange: (step: Step) => void }) {
  const label = STEP_LABELS[step.do]
  switch (step.do) {
    case 'first':
      return (
        <NumberInput
          label={label}
          min={1}
          max={255}
          allowDecimal={false}
          value={step.chars}
          onChange={(chars) => onChange({ ...step, chars: Number(chars) || 1 })}
        />
      )
    case 'number':
      return (
        <NumberInput
          label={t`As a number: decimals`}
          min={0}
          max={6}
          allowDecimal={false}
          value={step.decimals}
          onChange={(decimals) => onChange({ ...step, decimals: Number(decimals) || 0 })}
        />
      )
    case 'date':
      return (
        <Select
          label={label}
          data={[...DATE_FORMATS]}
          allowDeselect={false}
          value={step.format}
          onChange={(format) => onChange({ ...step, format: format as typeof step.format })}
        />
      )
    case 'before':
    case 'after':
      return (
        <TextInput
          label={label}
          value={step.text}
          onChange={(event) => onChange({ ...step, text: event.currentTarget.value })}
        />
      )
    case 'yes_no':
      return <YesNoInput step={step} onChange={onChange} />
    case 'join':
      return <JoinInput step={step} onChange={onChange} />
    case 'words':
      return <WordsInput step={step} onChange={onChange} />
    default:
      return <Text size="sm">{label}</Text>
  }
}

interface Of<Kind extends Step['do']> {
  step: Extract<Step, { do: Kind }>
  onChange: (step: Step) => void
}

function YesNoInput({ step, onChange }: Of<'yes_no'>) {
  return (
    <Group gap="xs" grow>
      <TextInput
        label={t`For yes`}
        value={step.yes}
        onChange={(event) => onChange({ ...step, yes: event.currentTarget.value })}
      />
      <TextInput
        label={t`For no`}
        value={step.no}
        onChange={(event) => onChange({ ...step, no: event.currentTarget.value })}
      />
    </Group>
  )
}

function JoinInput({ step, onChange }: Of<'join'>) {
  return (
    <Group gap="xs" grow>
      <Select
        label={t`With another field`}
        data={sourcesOf(useOwnFields())}
        allowDeselect={false}
        searchable
        value={step.source}
        onChange={(source) => onChange({ ...step, source: source as typeof step.source })}
      />
      <TextInput
        label={t`Between the two`}
        value={step.between}
        onChange={(event) => onChange({ ...step, between: event.currentTarget.value })}
      />
    </Group>
  )
}

/** One line a word: what it is, an equals sign, and what stands there instead. */
function WordsInput({ step, onChange }: Of<'words'>) {
  const [text, setText] = useState(() =>
    step.words.map(({ from, to }) => `${from} = ${to}`).join('\n'),
  )
  function read(written: string) {
    setText(written)
    const words = written.split('\n').flatMap((line) => {
      const [from = '', ...rest] = line.split('=')
      return from.trim() === '' ? [] : [{ from: from.trim(), to: rest.join('=').trim() }]
    })
    if (words.length > 0) onChange({ ...step, words })
  }
  return (
    <Stack gap={4}>
      <Textarea
        label={t`Replace words by a list`}
        description={t`One a line: Mr = Dear Mr`}
        autosize
        minRows={2}
        value={text}
        onChange={(event) => read(event.currentTarget.value)}
      />
      <Select
        aria-label={t`Words that are not on the list`}
        data={[
          { value: 'as_it_is', label: t`Another word stays as it is` },
          { value: 'nothing', label: t`Another word becomes nothing` },
        ]}
        allowDeselect={false}
        value={step.otherwise}
        onChange={(otherwise) =>
          onChange({ ...step, otherwise: otherwise as typeof step.otherwise })
        }
      />
    </Stack>
  )
}
