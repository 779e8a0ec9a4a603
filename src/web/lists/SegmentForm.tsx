import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { t, tc } from '../languages/messages.ts'
import { conditionsIn, newGroup } from '../pieces/conditions.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { GroupEditor } from '../pieces/GroupEditor.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { fieldErrors } from '../refusals.ts'
import { SEGMENT_CONDITIONS } from './SegmentConditions.tsx'
import { SegmentPreview, usePreviewOf } from './SegmentPreview.tsx'
import classes from './lists.module.css'
import { definitionOf, groupOf, type Definition, type Group as Tree } from './tree.ts'

export interface SegmentWords {
  name: string
  description: string
  definition: Definition
}

interface SegmentFormProps {
  segment?: SegmentWords
  saveLabel: string
  /** Saves; a refusal is shown at its field. */
  onSave: (words: SegmentWords) => Promise<unknown>
  onLeave?: () => void
}

/** Who is in a segment: its conditions, and beside them whom they find while one edits. */
export function SegmentForm({ segment, saveLabel, onSave, onLeave }: SegmentFormProps) {
  const form = useForm({
    initialValues: { name: segment?.name ?? '', description: segment?.description ?? '' },
  })
  const [group, setGroup] = useState<Tree>(() =>
    segment === undefined ? newGroup('all') : groupOf(segment.definition),
  )
  const { send, isWorking, error } = useFormCall(form)
  const preview = usePreviewOf(group)
  const isEmpty = conditionsIn(group) === 0
  const faults = { ...fieldErrors(preview.error), ...fieldErrors(error) }

  async function save(words: { name: string; description: string }) {
    await send(() => onSave({ ...words, definition: definitionOf(group) }))
  }

  return (
    <form onSubmit={form.onSubmit((words) => void save(words))}>
      <Stack gap="md">
        <Group align="flex-start" gap="sm">
          <TextInput
            label={t`Name`}
            required
            data-autofocus
            maxLength={100}
            flex="1 1 240px"
            maw={400}
            {...form.getInputProps('name')}
          />
          <Textarea
            label={t`What it is for`}
            autosize
            maxLength={1000}
            flex="2 1 320px"
            {...form.getInputProps('description')}
          />
        </Group>
        <div className={classes.builder}>
          <Panel title={t`Conditions`}>
            <GroupEditor
              of={SEGMENT_CONDITIONS}
              group={group}
              place="definition.where"
              faults={faults}
              onChange={setGroup}
            />
          </Panel>
          <SegmentPreview preview={preview} isEmpty={isEmpty} />
        </div>
        {error !== null && <ErrorNotice error={error} />}
        <Group gap="xs">
          <Button type="submit" loading={isWorking} disabled={isEmpty}>
            {saveLabel}
          </Button>
          {onLeave && (
            <Button variant="default" onClick={onLeave}>
              {tc('segment')`Leave it as it is`}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}
