import { Stack, Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { memo, useDeferredValue } from 'react'
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
import { useWindow, type PanelProps } from './useWindow.ts'
import type { Tab } from './window.ts'

const route = getRouteApi('/inside/campaigns/$campaignId')

/** The campaign window: every figure with its rate and denominator, and the contacts behind it. */
export default function CampaignScreen() {
  const campaignId = Number(route.useParams().campaignId)
  const { window, change } = useWindow()
  // A panel takes longer to draw than a click may wait: the tab or figure answers, it follows.
  const shown = useDeferredValue(window)
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
  const isEmail = campaign.channel === 'email'
  return (
    <div className={classes.window}>
      <Header campaign={campaign} />
      <Stack gap="md">
        {campaign.openRunId !== null && <RunProgress runId={campaign.openRunId} />}
        <FiguresRow {...{ campaign, window, change }} />
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
          <Tabs.Panel value={window.tab} aria-busy={shown !== window || undefined}>
            <OpenPanel campaign={campaign} window={shown} change={change} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </div>
  )
}

/** The same under every tab. */
const Header = memo(CampaignHeader)

/** What stands under the open tab. */
const OpenPanel = memo(function OpenPanel(panel: PanelProps) {
  const { campaign, window } = panel
  switch (window.tab) {
    case 'overview':
      return <Overview {...panel} />
    case 'recipients':
      return <RecipientsPanel {...panel} />
    case 'log':
      return <LogPanel {...panel} />
    case 'links':
      return <LinksPanel {...panel} />
    case 'domains':
      return <DomainsPanel {...panel} />
    case 'habits':
      return <HabitsPanel {...panel} />
    case 'actions':
      return <ActionsPanel {...panel} />
    case 'bounces':
      return <BouncesPanel {...panel} />
    case 'audience':
      return <ProofPanel campaignId={campaign.id} />
    case 'reconciliation':
      return <ReconciliationPanel campaign={campaign} />
    default:
      return window.tab satisfies never
  }
})
