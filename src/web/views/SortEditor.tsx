import { ActionIcon, Button, Group, Select, Stack } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { t } from '../languages/messages.ts'
import { Fault, faultAt } from '../pieces/GroupEditor.tsx'
import { Panel } from '../pieces/Panel.tsx'
import type { Draft, DraftMeasure, Sort } from './draft.ts'
import classes from './views.module.css'
import { measureOf, MEASURES, type Subject } from './words.ts'

const SORTED_BY_MAX = 4
const DIRECTIONS = [
  { value: 'asc', label: t`least first, A to Z` },
  { value: 'desc', label: t`greatest first, Z to A` },
]

interface SortEditorProps {
  subject: Subject
  draft: Draft
  faults: Record<string, string>
  onChange: (part: Partial<Draft>) => void
  /** How many at most. */
  children: ReactNode
}

/** What comes first, and how many are shown. */
export function SortEditor({ subject, draft, faults, onChange, children }: SortEditorProps) {
  const { isGrouped } = draft
  const sort = isGrouped ? draft.sortOfGroups : draft.sortOfRows
  const set = (next: Sort) => onChange(isGrouped ? { sortOfGroups: next } : { sortOfRows: next })
  const all = choicesOf(subject, draft)
  const free = all.find(({ value }) => !sort.some(({ by }) => by === value))
  const replace = (at: number, part: Partial<Sort[number]>) =>
    set(sort.map((one, n) => (n === at ? { ...one, ...part } : one)))
  return (
    <Panel title={t`Order`}>
      <Stack gap="xs">
        {sort.map(({ by, direction }, at) => (
          <div key={at}>
            <div className={classes.line}>
              <Select
                aria-label={t`Sorted by`}
                w={220}
                searchable
                allowDeselect={false}
                data={
                  all.some(({ value }) => value === by)
                    ? all
                    : [...all, { value: by, label: t`${by} (gone)` }]
                }
                value={by}
                onChange={(next) => next !== null && replace(at, { by: next })}
              />
              <Select
                aria-label={t`Direction`}
                w={190}
                allowDeselect={false}
                data={DIRECTIONS}
                value={direction}
                onChange={(next) => next !== null && replace(at, { direction: next as 'asc' })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                mt={4}
                aria-label={t`Do not sort by this`}
                onClick={() => set(sort.filter((_, n) => n !== at))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </div>
            <Fault>{faultAt(faults, `definition.sort.${at}`)}</Fault>
          </div>
        ))}
        <Group gap="sm" align="flex-end">
          {children}
          {sort.length < SORTED_BY_MAX && free && (
            <Button
              size="xs"
              variant="default"
              mb={3}
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => set([...sort, { by: free.value, direction: 'asc' }])}
            >
              {sort.length === 0 ? t`Sort by a column` : t`Then by another`}
            </Button>
          )}
        </Group>
      </Stack>
    </Panel>
  )
}

/** What rows, or groups, can be sorted by. */
function choicesOf({ columns }: Subject, { isGrouped, by, measures }: Draft) {
  const titleOf = (id: string) => columns.find((one) => one.id === id)?.title ?? id
  if (!isGrouped) {
    return columns
      .filter(({ isSortable }) => isSortable)
      .map(({ id, title }) => ({ value: id, label: title }))
  }
  const wordsOf = ({ title, isRate, part }: DraftMeasure) => {
    if (title !== '') return title
    if (!isRate && part.is !== 'count') return measureOf(part.is, titleOf(part.column))
    return MEASURES.find(({ value }) => value === (isRate ? 'rate' : part.is))!.label
  }
  return [
    ...by.map(({ column }) => ({ value: column, label: titleOf(column) })),
    ...measures.map((measure) => ({ value: measure.key, label: wordsOf(measure) })),
  ]
}
