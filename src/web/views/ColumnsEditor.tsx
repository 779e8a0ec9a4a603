import { ActionIcon, Group, Select, Stack, Text } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import { t } from '../languages/messages.ts'
import { Fault, faultAt } from '../pieces/GroupEditor.tsx'
import { Panel } from '../pieces/Panel.tsx'
import classes from './views.module.css'
import type { Subject } from './words.ts'

interface ColumnsEditorProps {
  subject: Subject
  columns: string[]
  faults: Record<string, string>
  onChange: (columns: string[]) => void
}

/** What is shown of each row, in its order. */
export function ColumnsEditor({ subject, columns, faults, onChange }: ColumnsEditorProps) {
  const titleOf = (id: string) => subject.columns.find((one) => one.id === id)?.title ?? id
  const left = subject.columns.filter(({ id }) => !columns.includes(id))
  const swap = (at: number, other: number) =>
    onChange(columns.map((id, n) => (n === at ? columns[other]! : n === other ? columns[at]! : id)))
  return (
    <Panel title={t`Columns`}>
      <Stack gap={4}>
        {columns.map((id, at) => (
          <div key={id} role="group" aria-label={titleOf(id)}>
            <Group gap={4} wrap="nowrap">
              <Text size="sm" flex={1}>
                {titleOf(id)}
              </Text>
              <ActionIcon
                variant="subtle"
                color="gray"
                className={classes.move}
                aria-label={t`Move ${titleOf(id)} up`}
                disabled={at === 0}
                onClick={() => swap(at, at - 1)}
              >
                <IconArrowUp size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                className={classes.move}
                aria-label={t`Move ${titleOf(id)} down`}
                disabled={at === columns.length - 1}
                onClick={() => swap(at, at + 1)}
              >
                <IconArrowDown size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t`Remove ${titleOf(id)}`}
                onClick={() => onChange(columns.filter((one) => one !== id))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Group>
            <Fault>{faultAt(faults, `definition.columns.${at}`)}</Fault>
          </div>
        ))}
        <Select
          aria-label={t`Add a column`}
          placeholder={t`Add a column`}
          mt={4}
          w={240}
          searchable
          nothingFoundMessage={t`There is no other of that name.`}
          data={left.map((one) => ({ value: one.id, label: one.title }))}
          value={null}
          // Chosen, it stands above, and the field is for the next.
          key={columns.length}
          renderOption={({ option }) => <Described subject={subject} id={option.value} />}
          onChange={(id) => id !== null && onChange([...columns, id])}
        />
        <Fault>{faults['definition.columns']}</Fault>
      </Stack>
    </Panel>
  )
}

function Described({ subject, id }: { subject: Subject; id: string }) {
  const { title, description } = subject.columns.find((one) => one.id === id)!
  return (
    <span>
      {title}
      {description && (
        <Text size="xs" c="dimmed">
          {description}
        </Text>
      )}
    </span>
  )
}
