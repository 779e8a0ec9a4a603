import { Drawer, Stack, Table, Text, Title } from '@mantine/core'
import { usePages } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StandingBadge } from './StandingBadge.tsx'
import { definitionWords, differenceWords, METRIC_WORDS, type MetricResult } from './words.ts'

const HISTORY_ROWS = 50

interface MetricDrawerProps {
  campaignId: number
  vendor: string
  result: MetricResult | null
  onClose: () => void
}

/** One total in full: what it counts, and how it stood before. */
export function MetricDrawer({ campaignId, vendor, result, onClose }: MetricDrawerProps) {
  return (
    <Drawer
      opened={result !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={result === null ? '' : METRIC_WORDS[result.metric].label}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {result && (
        <Stack gap="lg">
          <Definition vendor={vendor} result={result} />
          <History campaignId={campaignId} vendor={vendor} result={result} />
        </Stack>
      )}
    </Drawer>
  )
}

function Definition({ vendor, result }: { vendor: string; result: MetricResult }) {
  const { definition, comparable } = result
  return (
    <section aria-labelledby="definition">
      <Title order={2} id="definition" mb="xs">
        {t`What is counted`}
      </Title>
      {definition !== null && (
        <>
          <Text size="sm">{definitionWords(definition, vendor)}</Text>
          {definition.open !== null && <Text size="sm">{said(definition.open)}</Text>}
          <Text size="xs" c="dimmed">
            {said(definition.source)}
          </Text>
        </>
      )}
      <Text size="sm" mt="xs">
        {t`Counted the same way, Homing holds ${wholeNumber(comparable)}.`}
      </Text>
    </section>
  )
}

function History(props: { campaignId: number; vendor: string; result: MetricResult }) {
  const { campaignId, vendor, result } = props
  const { rows, more, isPending, error, retry } = usePages('reconciliation.history', {
    params: { campaignId },
    query: { metric: result.metric, limit: HISTORY_ROWS },
  })
  if (error) return <ErrorNotice error={error} onRetry={retry} />
  return (
    <section aria-labelledby="history">
      <Title order={2} id="history" mb="xs">
        {t`How it stood`}
      </Title>
      {isPending ? (
        <LinesSkeleton lines={4} />
      ) : (
        <Table aria-label={t`Results, newest first`} verticalSpacing={4} horizontalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{tc('time')`Found`}</Table.Th>
              <Table.Th scope="col" ta="right">
                {vendor}
              </Table.Th>
              <Table.Th scope="col" ta="right">
                Homing
              </Table.Th>
              <Table.Th scope="col" ta="right">
                {t`Difference`}
              </Table.Th>
              <Table.Th scope="col">{t`Stands`}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.at}>
                <Table.Td>
                  <Moment at={row.at} />
                </Table.Td>
                <Table.Td ta="right">{wholeNumber(row.esp)}</Table.Td>
                <Table.Td ta="right">{wholeNumber(row.local)}</Table.Td>
                <Table.Td ta="right">{differenceWords(row.difference)}</Table.Td>
                <Table.Td>
                  <StandingBadge standing={row.standing} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {more.has && (
        <Text size="xs" c="dimmed" mt="xs">
          {t`The newest
            ${wholeNumber(rows.length)} changes. For two days every change is kept, then the last
            of each day.`}
        </Text>
      )}
    </section>
  )
}
