import { Button, Checkbox, Group, Popover, Stack } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconColumns3 } from '@tabler/icons-react'
import { useMemo } from 'react'
import { t } from '../languages/messages.ts'
import type { Column } from './DataTable.tsx'

interface Choosing {
  hidden: string[]
  setHidden: (hidden: string[]) => void
}

/** Which columns are shown; remembered in this browser under the table's name. */
export function useColumnChoice<Row>(columns: Column<Row>[], name: string | undefined) {
  const [hidden, setHidden] = useLocalStorage<string[]>({
    key: `homing.columns.${name ?? ''}`,
    defaultValue: columns.filter((column) => column.isOptional).map((column) => column.id),
    getInitialValueInEffect: false,
  })
  const shown = useMemo(
    () => (name ? columns.filter((column) => !hidden.includes(column.id)) : columns),
    [columns, hidden, name],
  )
  return { shown, hidden, setHidden }
}

/** The menu of a table's columns; the first one always stays. */
export function ColumnChoice<Row>(props: { columns: Column<Row>[] } & Choosing) {
  const { columns, hidden, setHidden } = props
  const among = columns.map(({ id }) => id)
  const chosen = among.filter((id) => !hidden.includes(id))
  // Columns that only a wider screen has stay as they were chosen there.
  const elsewhere = hidden.filter((id) => !among.includes(id))
  return (
    <Group justify="flex-end" mb={4}>
      <Popover position="bottom-end" trapFocus>
        <Popover.Target>
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            leftSection={<IconColumns3 size={14} aria-hidden />}
          >{t`Columns`}</Button>
        </Popover.Target>
        <Popover.Dropdown p="sm">
          <Checkbox.Group
            aria-label={t`Columns`}
            value={chosen}
            onChange={(ids) =>
              setHidden([...elsewhere, ...among.filter((id) => !ids.includes(id))])
            }
          >
            <Stack gap="xs">
              {columns.slice(1).map((column) => (
                <Checkbox key={column.id} value={column.id} label={column.header} size="xs" />
              ))}
            </Stack>
          </Checkbox.Group>
        </Popover.Dropdown>
      </Popover>
    </Group>
  )
}
