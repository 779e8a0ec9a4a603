import { Stack, Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAnswer } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { TabRow } from '../pieces/TabRow.tsx'
import { ReconciliationPanel } from '../reconciliation/ReconciliationPanel.tsx'
import { RunProgress } from '../runs/RunProgress.tsx'
import { useSees } from '../session/session.ts'
import { ActionsPanel } from './ActionsPanel.tsx'
import { BouncesPanel } from './BouncesPanel.tsx'
import { CampaignHeader } from './CampaignHeader.tsx'
import classes from './campaign.module.css'
import { DomainsPanel, OF_DOMAINS } from './DomainsPanel.tsx'
import { FiguresRow } from './FiguresRow.tsx'
import { HabitsPanel, OF_READ_WITH } from './HabitsPanel.tsx'
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
  const sees = useSees()
  const {
    data: campaign,
    error,
    refetch,
  } = useAnswer('campaigns.show', { params: { campaignId } }, { every: paceOf })
  if (error && !campaign) {
    return <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
  }
  if (!campaign) return <PageSkeleton />
  const panel = { campaign, window, change }
  const isEmail = campaign.channel === 'email'
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
          <TabRow open={window.tab}>
            <Tabs.Tab value="overview">{t`Overview`}</Tabs.Tab>
            <Tabs.Tab value="recipients">{t`Recipients`}</Tabs.Tab>
            <Tabs.Tab value="log">{t`Log`}</Tabs.Tab>
            {isEmail && sees('clicks') && <Tabs.Tab value="links">{t`Links`}</Tabs.Tab>}
            {isEmail && sees(...OF_DOMAINS) && <Tabs.Tab value="domains">{t`Domains`}</Tabs.Tab>}
            {isEmail && sees('opens', 'clicks') && (
              <Tabs.Tab value="habits">
                {sees(...OF_READ_WITH) ? t`Devices and hours` : t`Hours`}
              </Tabs.Tab>
            )}
            {isEmail && sees('clicks') && <Tabs.Tab value="actions">{t`Actions`}</Tabs.Tab>}
            {sees('bounceReason') && (
              <Tabs.Tab value="bounces">{isEmail ? t`Bounces` : t`Failed calls`}</Tabs.Tab>
            )}
            <Tabs.Tab value="audience">{t`Audience`}</Tabs.Tab>
            {sees('totals') && <Tabs.Tab value="reconciliation">{t`Reconciliation`}</Tabs.Tab>}
          </TabRow>
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
          <Tabs.Panel value="domains">
            <DomainsPanel {...panel} />
          </Tabs.Panel>
          <Tabs.Panel value="habits">
            <HabitsPanel {...panel} />
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
