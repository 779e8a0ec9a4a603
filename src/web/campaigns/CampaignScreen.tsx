import { Stack, Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAnswer } from '../api.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { ReconciliationPanel } from '../reconciliation/ReconciliationPanel.tsx'
import { RunProgress } from '../runs/RunProgress.tsx'
import { ActionsPanel } from './ActionsPanel.tsx'
import { BouncesPanel } from './BouncesPanel.tsx'
import { CampaignHeader } from './CampaignHeader.tsx'
import classes from './campaign.module.css'
import { FiguresRow } from './FiguresRow.tsx'
import { LinksPanel } from './LinksPanel.tsx'
import { LogPanel } from './LogPanel.tsx'
import { Overview } from './Overview.tsx'
import { paceOf } from './paces.ts'
import { ProofPanel } from './proof/ProofPanel.tsx'
import { RecipientsPanel } from './RecipientsPanel.tsx'
import { useWindow } from './useWindow.ts'
import type { Tab } from './window.ts'

const route = getRouteApi('/inside/campaigns/$campaignId')

/** The campaign window: every figure with its rate and denominator, and the contacts behind it. */
export default function CampaignScreen() {
  const campaignId = Number(route.useParams().campaignId)
  const { window, change } = useWindow()
  const {
    data: campaign,
    error,
    refetch,
  } = useAnswer('campaigns.show', { params: { campaignId } }, { every: paceOf })
  if (error && !campaign) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!campaign) return <PageSkeleton />
  const panel = { campaign, window, change }
  return (
    <div className={classes.window}>
      <CampaignHeader campaign={campaign} />
      <Stack gap="md">
        {campaign.openRunId !== null && <RunProgress runId={campaign.openRunId} />}
        <FiguresRow {...panel} />
        <Tabs
          value={window.tab}
          onChange={(tab) => tab && change({ tab: tab as Tab, figure: window.figure }, 'leave')}
        >
          <Tabs.List mb="md">
            <Tabs.Tab value="overview">Overview</Tabs.Tab>
            <Tabs.Tab value="recipients">Recipients</Tabs.Tab>
            <Tabs.Tab value="log">Log</Tabs.Tab>
            {campaign.channel === 'email' && <Tabs.Tab value="links">Links</Tabs.Tab>}
            {campaign.channel === 'email' && <Tabs.Tab value="actions">Actions</Tabs.Tab>}
            <Tabs.Tab value="bounces">
              {campaign.channel === 'email' ? 'Bounces' : 'Failed calls'}
            </Tabs.Tab>
            <Tabs.Tab value="audience">Audience</Tabs.Tab>
            <Tabs.Tab value="reconciliation">Reconciliation</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="overview">
            <Overview {...panel} />
          </Tabs.Panel>
          <Tabs.Panel value="recipients">
            <RecipientsPanel {...panel} />
          </Tabs.Panel>
          <Tabs.Panel value="log">
            <LogPanel {...panel} />
          </Tabs.Panel>
          <Tabs.Panel value="links">
            <LinksPanel {...panel} />
          </Tabs.Panel>
          <Tabs.Panel value="actions">
            <ActionsPanel {...panel} />
          </Tabs.Panel>
          <Tabs.Panel value="bounces">
            <BouncesPanel {...panel} />
          </Tabs.Panel>
          <Tabs.Panel value="audience">
            <ProofPanel campaignId={campaign.id} />
          </Tabs.Panel>
          <Tabs.Panel value="reconciliation">
            <ReconciliationPanel campaign={campaign} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </div>
  )
}
