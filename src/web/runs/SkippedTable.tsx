import { Table, Text } from '@mantine/core'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { wholeNumber } from '../pieces/format.ts'
import { skippedCount, type Run } from './words.ts'

/** Rows that were read and not written, by reason, the most frequent first. */
export function SkippedTable({ run }: { run: Pick<Run, 'skipped'> }) {
  if (skippedCount(run) === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t`Nothing was skipped: every row that was read is kept.`}
      </Text>
    )
  }
  const reasons = run.skipped.toSorted((one, other) => other.count - one.count)
  return (
    <Table maw={480} aria-label={t`Skipped rows by reason`}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t`Reason`}</Table.Th>
          <Table.Th scope="col" ta="right">
            {t`Rows`}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {reasons.map(({ reason, count }) => (
          <Table.Tr key={reason}>
            <Table.Td>{said(reason)}</Table.Td>
            <Table.Td ta="right">{wholeNumber(count)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th scope="row">{t`All together`}</Table.Th>
          <Table.Th ta="right">{wholeNumber(skippedCount(run))}</Table.Th>
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  )
}
