import { ActionIcon, Button, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconFilter, IconPlus, IconX } from '@tabler/icons-react'
import { t, tc } from '../languages/messages.ts'
import { Fault, faultAt, GroupEditor, type Conditions } from '../pieces/GroupEditor.tsx'
import { newGroup, newLeaf } from '../pieces/conditions.ts'
import { Panel } from '../pieces/Panel.tsx'
import { columnChoices } from './conditionsOn.tsx'
import { newMeasure, type Condition, type DraftMeasure, type DraftPart } from './draft.ts'
import classes from './views.module.css'
import { fitsMeasure, MEASURES, type Measure, type Subject } from './words.ts'

const MEASURES_MAX = 12

interface Measuring {
  subject: Subject
  on: Conditions<Condition>
  faults: Record<string, string>
}

interface MeasuresEditorProps extends Measuring {
  measures: DraftMeasure[]
  onChange: (measures: DraftMeasure[]) => void
}

/** What is told of each group. */
export function MeasuresEditor({ measures, onChange, ...measuring }: MeasuresEditorProps) {
  return (
    <Panel title={t`Figures`}>
      <Stack gap="xs">
        {measures.map((measure, at) => (
          <MeasureFields
            key={measure.key}
            {...measuring}
            measure={measure}
            place={`definition.group.measures.${at}`}
            onChange={(next) => onChange(measures.map((one, n) => (n === at ? next : one)))}
            onRemove={() => onChange(measures.filter((_, n) => n !== at))}
          />
        ))}
        <Fault>{measuring.faults['definition.group.measures']}</Fault>
        {measures.length < MEASURES_MAX && (
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => onChange([...measures, newMeasure(measures)])}
            >
              {t`Add a figure`}
            </Button>
          </div>
        )}
      </Stack>
    </Panel>
  )
}

interface MeasureFieldsProps extends Measuring {
  measure: DraftMeasure
  place: string
  onChange: (measure: DraftMeasure) => void
  onRemove: () => void
}

function MeasureFields(props: MeasureFieldsProps) {
  const { measure, place, onChange, onRemove, ...measuring } = props
  const { isRate, part, whole, title } = measure
  const set = (next: Partial<DraftMeasure>) => onChange({ ...measure, ...next })
  const choose = (is: Measure['is']) => {
    if (is !== 'rate') return set({ isRate: false, part: turned(part, is) })
    set({ isRate: true, part: isPart(part.is) ? part : turned(part, 'count') })
  }
  return (
    <div role="group" aria-label={title || t`Figure`} className={classes.measure}>
      <div className={classes.line}>
        <Select
          aria-label={t`Figure`}
          w={170}
          allowDeselect={false}
          data={MEASURES}
          value={isRate ? 'rate' : part.is}
          onChange={(is) => is !== null && choose(is as Measure['is'])}
        />
        <TextInput
          aria-label={t`Called`}
          placeholder={t`Called …`}
          flex="1 1 80px"
          maxLength={100}
          value={title}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          mt={4}
          aria-label={t`Remove this figure`}
          onClick={onRemove}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
        {!isRate && (
          <PartFields
            {...measuring}
            {...{ part, place }}
            onChange={(next) => set({ part: next })}
          />
        )}
      </div>
      {isRate
        ? (['part', 'whole'] as const).map((name) => (
            <div key={name} className={classes.line} role="group" aria-label={WORDS[name]}>
              <Text size="sm" w={24} mt={8}>
                {WORDS[name]}
              </Text>
              <Select
                aria-label={NUMBERS[name]}
                w={170}
                mt={4}
                allowDeselect={false}
                data={MEASURES.filter(({ value }) => isPart(value))}
                value={measure[name].is}
                onChange={(is) =>
                  is !== null && set({ [name]: turned(measure[name], is as DraftPart['is']) })
                }
              />
              <PartFields
                {...measuring}
                part={name === 'part' ? part : whole}
                place={`${place}.${name}`}
                onChange={(next) => set({ [name]: next })}
              />
            </div>
          ))
        : null}
      <Fault>{faultAt(measuring.faults, place)}</Fault>
    </div>
  )
}

/** Of a rate: how many of these there are in those. */
const WORDS = { part: tc('part of a rate')`of`, whole: tc('whole of a rate')`in` } as const
const NUMBERS = { part: t`Number of`, whole: t`Number in` } as const

const isPart = (is: Measure['is']) => is === 'count' || is === 'distinct' || is === 'sum'

/** Its column goes with it; what does not fit the figure is told there. */
const turned = (part: DraftPart, is: DraftPart['is']): DraftPart => ({ ...part, is })

interface PartFieldsProps extends Measuring {
  part: DraftPart
  place: string
  onChange: (part: DraftPart) => void
}

/** Of which column, and of which rows only. */
function PartFields({ part, place, subject, on, faults, onChange }: PartFieldsProps) {
  const { is, column, where } = part
  const hasConditions = where.members.length > 0
  const fits = (id: string) =>
    fitsMeasure(
      is,
      subject.columns.find((one) => one.id === id)!,
    )
  return (
    <>
      {is !== 'count' && (
        <Select
          aria-label={t`Of which column`}
          placeholder={t`Of which column`}
          w={190}
          searchable
          allowDeselect={false}
          nothingFoundMessage={t`None fits this figure.`}
          data={columnChoices(subject, column, fits)}
          value={column || null}
          error={column === '' && t`Choose a column.`}
          onChange={(id) => id !== null && onChange({ ...part, column: id })}
        />
      )}
      {hasConditions ? (
        <div style={{ flex: '1 1 100%' }}>
          <GroupEditor
            of={{ ...on, who: t`Counting only those that fit` }}
            group={where}
            place={`${place}.where`}
            faults={faults}
            onChange={(next) => onChange({ ...part, where: next })}
          />
        </div>
      ) : (
        <Button
          size="xs"
          mt={3}
          variant="subtle"
          leftSection={<IconFilter size={14} aria-hidden />}
          onClick={() => onChange({ ...part, where: newGroup('all', [newLeaf(on.beginning())]) })}
        >
          {t`Only some rows`}
        </Button>
      )}
    </>
  )
}
