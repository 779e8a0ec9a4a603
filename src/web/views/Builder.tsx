import { Button, Group, NumberInput, SegmentedControl, Select, Stack, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import { t, tc } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Fault, faultAt, GroupEditor } from '../pieces/GroupEditor.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { fieldErrors } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { subjectOf, useSample } from './asking.ts'
import { ColumnsEditor } from './ColumnsEditor.tsx'
import { conditionsOn } from './conditionsOn.tsx'
import { definitionOf, keyForAsking, newDraft, type Draft } from './draft.ts'
import { Found } from './Found.tsx'
import { GroupsEditor } from './GroupsEditor.tsx'
import { MeasuresEditor } from './MeasuresEditor.tsx'
import { NameFields, type ViewWords } from './NameFields.tsx'
import { SortEditor } from './SortEditor.tsx'
import classes from './views.module.css'
import type { Definition, Subject, SubjectId } from './words.ts'

export interface Begun {
  words: ViewWords
  draft: Draft
}
export interface Built extends ViewWords {
  definition: Definition
}

interface BuilderProps {
  subjects: Subject[]
  begun: Begun
  saveLabel: string
  /** Saves; a refusal is shown at its field. */
  onSave: (built: Built) => Promise<unknown>
  onLeave: () => void
}

/** What is asked, and beside it what is found while one edits. */
export function Builder({ subjects, begun, saveLabel, onSave, onLeave }: BuilderProps) {
  const may = useMay()
  const [words, setWords] = useState(begun.words)
  const [draft, setDraft] = useState(begun.draft)
  const [error, setError] = useState<unknown>(null)
  const [isWorking, setWorking] = useState(false)
  // Whoever looks at another subject and comes back finds what was asked of this one.
  const others = useRef(new Map<SubjectId, Draft>())
  const sample = useSample(definitionOf(draft, true))
  const refused = fieldErrors(error)
  const faults = { ...fieldErrors(sample.error), ...refused }
  const isTold = Object.keys(refused).some((field) =>
    /^(definition\.|name|descr|roles)/.test(field),
  )

  function turnTo(id: SubjectId) {
    others.current.set(draft.subject, draft)
    setDraft(others.current.get(id) ?? newDraft(subjectOf(subjects, id)))
    setError(null)
  }

  async function save() {
    setWorking(true)
    setError(null)
    try {
      await onSave({ ...words, definition: definitionOf(draft) })
    } catch (refusal) {
      setError(refusal)
    } finally {
      setWorking(false)
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Stack gap="md">
        {may('keep_views') && (
          <Group align="flex-start" gap="sm">
            <NameFields words={words} onChange={setWords} errors={faults} />
          </Group>
        )}
        <div className={classes.builder}>
          <Question {...{ subjects, draft, faults, turnTo }} onChange={setDraft} />
          <div className={classes.found}>
            <Found sample={sample} subjects={subjects} />
          </div>
        </div>
        {error !== null && !isTold && <ErrorNotice error={error} />}
        <Group gap="xs">
          {may('keep_views') && (
            <Button type="submit" loading={isWorking}>
              {saveLabel}
            </Button>
          )}
          <Button variant="default" onClick={onLeave}>
            {may('keep_views') ? t`Leave without keeping` : t`Back to the views`}
          </Button>
          {isTold && (
            <Text size="sm" c="red" role="status">
              {t`Not kept: look at what is marked.`}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  )
}

interface QuestionProps {
  subjects: Subject[]
  draft: Draft
  faults: Record<string, string>
  turnTo: (id: SubjectId) => void
  onChange: (draft: Draft) => void
}

function Question({ subjects, draft, faults, turnTo, onChange }: QuestionProps) {
  const subject = subjectOf(subjects, draft.subject)
  const set = (part: Partial<Draft>) => onChange({ ...draft, ...part })
  const on = conditionsOn(subject, () => keyForAsking(draft))
  return (
    <Stack gap="md">
      <Panel title={t`What is asked`}>
        <Group gap="sm" align="flex-end">
          <Select
            label={t`About`}
            w={190}
            allowDeselect={false}
            data={subjects.map(({ id, title }) => ({ value: id, label: title }))}
            value={draft.subject}
            onChange={(id) => id !== null && turnTo(id as SubjectId)}
          />
          <SegmentedControl
            aria-label={t`Rows or groups`}
            data={[
              { value: 'rows', label: t`Each of them` },
              { value: 'groups', label: t`Figures of groups` },
            ]}
            value={draft.isGrouped ? 'groups' : 'rows'}
            onChange={(next) => set({ isGrouped: next === 'groups' })}
          />
        </Group>
        <Text size="xs" c="dimmed" mt={4}>
          {t`A row is: ${subject.description}`}
        </Text>
      </Panel>
      <Panel title={t`Which`}>
        <GroupEditor
          of={on}
          group={draft.where}
          place="definition.where"
          faults={faults}
          onChange={(where) => set({ where })}
        />
      </Panel>
      {draft.isGrouped ? (
        <>
          <GroupsEditor {...{ subject, faults }} by={draft.by} onChange={(by) => set({ by })} />
          <MeasuresEditor
            {...{ subject, faults, on }}
            measures={draft.measures}
            onChange={(measures) => set({ measures })}
          />
        </>
      ) : (
        <ColumnsEditor
          {...{ subject, faults }}
          columns={draft.columns}
          onChange={(columns) => set({ columns })}
        />
      )}
      <SortEditor {...{ subject, draft, faults }} onChange={set}>
        <NumberInput
          label={t`At most`}
          placeholder={tc('at most')`all`}
          w={110}
          min={1}
          max={100_000}
          allowDecimal={false}
          value={draft.limit ?? ''}
          onChange={(limit) => set({ limit: limit === '' ? null : Number(limit) })}
        />
        <Fault>{faultAt(faults, 'definition.limit')}</Fault>
      </SortEditor>
    </Stack>
  )
}
