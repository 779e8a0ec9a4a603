import { ActionIcon, Button, Select, Stack, Text } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { t } from '../languages/messages.ts'
import { Fault, faultAt } from '../pieces/GroupEditor.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { columnChoices } from './conditionsOn.tsx'
import type { Draft } from './draft.ts'
import classes from './views.module.css'
import { UNITS, type Subject, type Unit } from './words.ts'

const BY_MAX = 4

interface GroupsEditorProps {
  subject: Subject
  by: Draft['by']
  faults: Record<string, string>
  onChange: (by: Draft['by']) => void
}

/** What rows are put together by; by nothing makes one group of all. */
export function GroupsEditor({ subject, by, faults, onChange }: GroupsEditorProps) {
  const columnOf = (id: string) => subject.columns.find((one) => one.id === id)
  const isFree = (id: string) =>
    columnOf(id)!.isGroupable && !by.some(({ column }) => column === id)
  const begun = (id: string) => ({
    column: id,
    unit: columnOf(id)?.type === 'time' ? ('month' as const) : null,
  })
  const replace = (at: number, next: Draft['by'][number]) =>
    onChange(by.map((one, n) => (n === at ? next : one)))
  const free = subject.columns.find(({ id }) => isFree(id))
  return (
    <Panel title={t`Grouped by`}>
      <Stack gap="xs">
        {by.length === 0 && (
          <Text size="sm" c="dimmed">
            {t`By nothing: all rows together, as a number.`}
          </Text>
        )}
        {by.map((one, at) => (
          <div key={at}>
            <div className={classes.line}>
              <Select
                aria-label={t`Grouped by`}
                w={220}
                searchable
                allowDeselect={false}
                data={columnChoices(subject, one.column, isFree)}
                value={one.column}
                onChange={(id) => id !== null && replace(at, begun(id))}
              />
              {one.unit !== null && (
                <Select
                  aria-label={t`By each`}
                  w={130}
                  allowDeselect={false}
                  data={UNITS.map(({ value, each }) => ({ value, label: each }))}
                  value={one.unit}
                  onChange={(unit) => unit !== null && replace(at, { ...one, unit: unit as Unit })}
                />
              )}
              <ActionIcon
                variant="subtle"
                color="gray"
                mt={4}
                aria-label={t`Do not group by ${columnOf(one.column)?.title ?? one.column}`}
                onClick={() => onChange(by.filter((_, n) => n !== at))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </div>
            <Fault>{faultAt(faults, `definition.group.by.${at}`)}</Fault>
          </div>
        ))}
        {by.length < BY_MAX && free && (
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => onChange([...by, begun(free.id)])}
            >
              {by.length === 0 ? t`Group by a column` : t`And by another`}
            </Button>
          </div>
        )}
      </Stack>
    </Panel>
  )
}
