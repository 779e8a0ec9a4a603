import { Table, Text, Title } from '@mantine/core'
import { jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { espRows, type EspRow } from './esp.ts'
import type { PanelProps } from './useWindow.ts'

/** The service's own totals beside ours, with everything counted in, as it counts. */
export function EspTotals({ campaign }: Pick<PanelProps, 'campaign'>) {
  if (campaign.esp === null || campaign.allFigures === null) return null
  const title = campaign.connection?.connectorTitle
  const vendor = title === undefined ? undefined : said(title)
  const rows = espRows(campaign.allFigures, campaign.esp)
  return (
    <section aria-labelledby="esp">
      <Title order={2} id="esp" mb={4}>
        {vendor === undefined
          ? t`Beside the service's own totals`
          : t`Beside ${vendor}'s own totals`}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {jt`With proxies and machines counted in, as
          ${vendor ?? t`the service`} does; its totals as of
          ${(<Moment at={campaign.espAt} />)}. ${(
            <TextLink
              size="xs"
              underline="always"
              to="/campaigns/$campaignId"
              params={{ campaignId: String(campaign.id) }}
              search={{ tab: 'reconciliation' }}
            >
              {t`Why they differ`}
            </TextLink>
          )}`}
      </Text>
      <Table aria-label={t`Totals compared`} verticalSpacing={4} horizontalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t`Figure`}</Table.Th>
            <Table.Th scope="col" ta="right">
              Homing
            </Table.Th>
            <Table.Th scope="col" ta="right">
              {vendor ?? t`The service`}
            </Table.Th>
            <Table.Th scope="col" ta="right">
              {t`Difference`}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.label}>
              <Table.Th scope="row" fw={400}>
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
  if (ours === theirs) return t`equal`
  const more = wholeNumber(Math.abs(ours - theirs))
  return ours > theirs ? t`${more} more here` : t`${more} more there`
}
