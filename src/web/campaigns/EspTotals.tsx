import { Table, Text, Title } from '@mantine/core'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { espRows, type EspRow } from './esp.ts'
import type { PanelProps } from './useWindow.ts'

/** The service's own totals beside ours, with everything counted in, as it counts. */
export function EspTotals({ campaign }: Pick<PanelProps, 'campaign'>) {
  if (campaign.esp === null || campaign.allFigures === null) return null
  const vendor = campaign.connection?.connectorTitle ?? 'The service'
  const rows = espRows(campaign.allFigures, campaign.esp)
  return (
    <section aria-labelledby="esp">
      <Title order={2} id="esp" mb={4}>
        Beside {vendor}'s own totals
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        With proxies and machines counted in, as {vendor} does; its totals as of{' '}
        <Moment at={campaign.espAt} />.{' '}
        <TextLink
          size="xs"
          underline="always"
          to="/campaigns/$campaignId"
          params={{ campaignId: String(campaign.id) }}
          search={{ tab: 'reconciliation' }}
        >
          Why they differ
        </TextLink>
      </Text>
      <Table aria-label="Totals compared" verticalSpacing={4} horizontalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Figure</Table.Th>
            <Table.Th scope="col" ta="right">
              Homing
            </Table.Th>
            <Table.Th scope="col" ta="right">
              {vendor}
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Difference
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.label}>
              <Table.Th scope="row" fw={400} style={{ whiteSpace: 'nowrap' }}>
                {row.label}
              </Table.Th>
              <Table.Td ta="right">{wholeNumber(row.ours)}</Table.Td>
              <Table.Td ta="right">{wholeNumber(row.theirs)}</Table.Td>
              <Table.Td ta="right">{differenceWords(row)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}

function differenceWords({ ours, theirs }: EspRow): string {
  if (ours === theirs) return 'equal'
  const more = wholeNumber(Math.abs(ours - theirs))
  return ours > theirs ? `${more} more here` : `${more} more there`
}
