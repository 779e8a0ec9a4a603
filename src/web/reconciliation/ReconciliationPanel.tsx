import { Box, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconScale } from '@tabler/icons-react'
import { useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { useMoved } from '../campaigns/useMoved.ts'
import { paceOf } from '../campaigns/paces.ts'
import type { PanelProps } from '../campaigns/useWindow.ts'
import { jt, t } from '../languages/messages.ts'
import { DataTable } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { metricColumns, NARROW } from './metricColumns.tsx'
import { MetricDrawer } from './MetricDrawer.tsx'
import { Proof } from './Proof.tsx'
import { Retries } from './Retries.tsx'
import { StandingBadge } from './StandingBadge.tsx'
import type { Found, MetricResult } from './words.ts'

/** The service's totals beside Homing's figures, with the reason of each difference. */
export function ReconciliationPanel({ campaign }: Pick<PanelProps, 'campaign'>) {
  const params = { campaignId: campaign.id }
  const { data, error, refetch } = useAnswer(
    'reconciliation.show',
    { params },
    { every: paceOf(campaign) },
  )
  // A run that ends has compared anew.
  useMoved(String(campaign.openRunId), ['reconciliation.show', 'reconciliation.history'])
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={8} />
  return (
    <Stack gap="xl">
      <section aria-labelledby="reconciliation">
        <Group justify="space-between" align="flex-start" mb="xs">
          <Box flex="1 1 300px">
            <Title order={2} id="reconciliation" mb={4}>
              {data.vendor === null
                ? t`Beside the service's own totals`
                : t`Beside ${data.vendor}'s own totals`}
            </Title>
            <Summary found={data} />
          </Box>
          <ReconcileButton campaign={campaign} />
        </Group>
        {data.metrics.length === 0 ? <Nothing found={data} /> : <Metrics found={data} />}
        <Retries found={data} />
      </section>
      {data.standing !== null && <Proof found={data} />}
    </Stack>
  )
}

function Summary({ found }: { found: Found }) {
  if (found.standing === null) return null
  return (
    <Text size="sm" c="dimmed" component="div">
      {jt`${(<StandingBadge standing={found.standing} />)} since ${(<Moment at={found.since} />)},
        compared ${(<Moment at={found.checkedAt} />)}. ${found.vendor} counted
        ${(<Moment at={found.espAt} />)}; Homing read everything ${(<Moment at={found.asOf} />)}.`}
    </Text>
  )
}

function Metrics({ found }: { found: Found }) {
  const isNarrow = useMediaQuery(NARROW) ?? false
  const [shown, setShown] = useState<MetricResult | null>(null)
  const vendor = found.vendor ?? t`The service`
  const of = { campaignId: found.campaign.id, vendor, onShow: setShown }
  return (
    <>
      <DataTable
        label={t`Totals compared`}
        columns={metricColumns(of, isNarrow)}
        rows={found.metrics}
        rowKey={(row) => row.metric}
        onOpen={setShown}
      />
      <MetricDrawer
        campaignId={found.campaign.id}
        vendor={vendor}
        result={shown}
        onClose={() => setShown(null)}
      />
    </>
  )
}

function Nothing({ found }: { found: Found }) {
  if (!found.isTold) {
    return (
      <EmptyState title={t`There is nothing to compare with`}>
        {found.vendor === null
          ? t`This service tells no totals of its own.`
          : t`${found.vendor} tells no totals of its own.`}
      </EmptyState>
    )
  }
  return (
    <EmptyState title={t`Not compared yet`}>
      {t`After the next run every total of ${found.vendor ?? ''} stands here beside Homing's figure,
        and where they differ, why.`}
    </EmptyState>
  )
}

function ReconcileButton({ campaign }: Pick<PanelProps, 'campaign'>) {
  const may = useMay()
  const start = useChange('reconciliation.start', ['campaigns.show', 'runs.list'])
  if (!may('sync') || campaign.connection === null) return null
  const isRunning = campaign.openRunId !== null
  return (
    <Button
      variant="default"
      leftSection={<IconScale size={16} aria-hidden />}
      disabled={isRunning}
      loading={start.isPending}
      onClick={() =>
        start.mutate({ params: { campaignId: campaign.id } }, { onError: notifyRefusal })
      }
    >
      {isRunning ? t`A run is under way` : t`Reconcile now`}
    </Button>
  )
}
