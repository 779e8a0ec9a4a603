import { ActionIcon, Select, TextInput, Tooltip } from '@mantine/core'
import { IconMessageQuestion } from '@tabler/icons-react'
import { t } from '../languages/messages.ts'
import { Verb } from '../lists/choices.tsx'
import type { Conditions, LeafProps } from '../pieces/GroupEditor.tsx'
import { beginning, type Condition } from './draft.ts'
import { ValueFields } from './ValueFields.tsx'
import { SINGLE, verbsOf, type Comparison, type Subject } from './words.ts'

/** The conditions on the columns of a subject, for the editor of groups. */
export function conditionsOn(subject: Subject, freeKey: () => string): Conditions<Condition> {
  return {
    who: t`${subject.title} that fit`,
    whoWithin: t`that fit`,
    beginning: () => beginning(subject.columns[0]!),
    fields: (props) => <ConditionOn {...props} {...{ subject, freeKey }} />,
  }
}

interface ConditionOnProps extends LeafProps<Condition> {
  subject: Subject
  freeKey: () => string
}

function ConditionOn({ leaf, onChange, first, subject, freeKey }: ConditionOnProps) {
  const { condition, isNot } = leaf
  const column = subject.columns.find(({ id }) => id === condition.column)
  const set = (part: Partial<Condition>) =>
    onChange({ ...leaf, condition: { ...condition, ...part } })
  const isSure = column?.type === 'flag'
  return (
    <>
      <Select
        ref={first}
        aria-label={t`What the condition is about`}
        w={190}
        searchable
        allowDeselect={false}
        nothingFoundMessage={t`There is no such column.`}
        data={columnChoices(subject, condition.column)}
        value={condition.column}
        onChange={(id) => {
          const chosen = subject.columns.find((one) => one.id === id)
          if (chosen) onChange({ ...leaf, isNot: false, condition: beginning(chosen) })
        }}
      />
      {column && (
        <>
          {!isSure && (
            <Verb
              width={195}
              verbs={verbsOf(column, { isNot, is: condition.is })}
              chosen={{ isNot, is: condition.is }}
              onChoose={(chosen) => {
                const is = chosen.is as Comparison
                const values = keepsValues(condition.is, is) ? condition.values : []
                const ask = is === 'known' ? null : condition.ask
                onChange({
                  ...leaf,
                  isNot: chosen.isNot,
                  condition: { ...condition, is, values, ask },
                })
              }}
            />
          )}
          <ValueFields
            {...{ column }}
            is={condition.is}
            values={isSure ? [(condition.values[0] !== false) !== isNot] : condition.values}
            onChange={(values) =>
              isSure
                ? onChange({ ...leaf, isNot: false, condition: { ...condition, values } })
                : set({ values })
            }
          />
          {condition.is !== 'known' && (
            <Ask
              ask={condition.ask}
              onChange={(title) =>
                set({
                  ask:
                    title === null
                      ? null
                      : { key: condition.ask?.key ?? freeKey(), title: title || column.title },
                })
              }
              onWord={(title) => set({ ask: { ...condition.ask!, title } })}
            />
          )}
        </>
      )}
    </>
  )
}

interface AskProps {
  ask: Condition['ask']
  /** A question begins with no words, and ends with null. */
  onChange: (title: string | null) => void
  onWord: (title: string) => void
}

/** Whether the values are asked for whenever the view is opened; those here are then offered. */
function Ask({ ask, onChange, onWord }: AskProps) {
  const words = ask ? t`Asked for each time: stop asking` : t`Ask for this each time`
  return (
    <>
      <Tooltip label={words}>
        <ActionIcon
          variant={ask ? 'light' : 'subtle'}
          color={ask ? undefined : 'gray'}
          size={36}
          aria-label={words}
          aria-pressed={ask !== null}
          onClick={() => onChange(ask ? null : '')}
        >
          <IconMessageQuestion size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      {ask && (
        <TextInput
          aria-label={t`Asked for as`}
          placeholder={t`Asked for as`}
          flex="1 1 140px"
          maxLength={100}
          value={ask.title}
          onChange={(event) => onWord(event.currentTarget.value)}
        />
      )}
    </>
  )
}

/** Values of one comparison that the next can use. */
function keepsValues(before: Comparison, after: Comparison): boolean {
  if (after === 'known') return false
  const isLatest = [before, after].filter((is) => is === 'latest').length === 1
  return before !== 'known' && !isLatest && SINGLE.includes(before) === SINGLE.includes(after)
}

/** The columns of a subject to choose from, with one it no longer has where it is chosen. */
export function columnChoices(subject: Subject, chosen: string, fits = (_id: string) => true) {
  const choices = subject.columns
    .filter(({ id }) => id === chosen || fits(id))
    .map(({ id, title }) => ({ value: id, label: title }))
  const isKnown = chosen === '' || choices.some(({ value }) => value === chosen)
  return isKnown ? choices : [...choices, { value: chosen, label: t`${chosen} (gone)` }]
}
