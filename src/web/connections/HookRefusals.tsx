import { Text, Title } from '@mantine/core'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import type { Hook } from './HookPanel.tsx'

type Refusal = Hook['refused'][number]

/** Deliveries that were refused, by reason, with what can be done about each. */
export function HookRefusals({ hook }: { hook: Hook }) {
  return (
    <section>
      <Title order={2} mb="xs">
        Refused deliveries
      </Title>
      <DataTable
        label="Refused deliveries"
        columns={COLUMNS}
        rows={hook.refused}
        rowKey={({ reason }) => reason}
        isPending={false}
        empty={<Text size="sm">None so far.</Text>}
      />
    </section>
  )
}

const COLUMNS: Column<Refusal>[] = [
  {
    id: 'reason',
    header: 'Why',
    cell: ({ sentence, remedy }) => (
      <>
        {sentence}
        <Text size="xs" c="dimmed">
          {remedy}
        </Text>
      </>
    ),
  },
  { id: 'count', header: 'How many', isFigure: true, cell: ({ count }) => wholeNumber(count) },
  { id: 'last', header: 'Last', cell: ({ lastAt }) => <Moment at={lastAt} /> },
]
