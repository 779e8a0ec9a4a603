import { Text, Title } from '@mantine/core'
import { t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
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
        {t`Refused deliveries`}
      </Title>
      <DataTable
        label={t`Refused deliveries`}
        columns={COLUMNS}
        rows={hook.refused}
        rowKey={({ reason }) => reason}
        isPending={false}
        empty={<Text size="sm">{t`None so far.`}</Text>}
      />
    </section>
  )
}

const COLUMNS: Column<Refusal>[] = [
  {
    id: 'reason',
    header: t`Why`,
    cell: ({ sentence, remedy }) => (
      <>
        {said(sentence)}
        <Text size="xs" c="dimmed">
          {said(remedy)}
        </Text>
      </>
    ),
  },
  { id: 'count', header: t`How many`, isFigure: true, cell: ({ count }) => wholeNumber(count) },
  { id: 'last', header: tc('time')`Last`, cell: ({ lastAt }) => <Moment at={lastAt} /> },
]
