import { CrmCampaigns } from '../activities/CrmCampaigns.tsx'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { Activity } from './Activity.tsx'
import { BounceClasses } from './BounceClasses.tsx'
import classes from './campaign.module.css'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { EspTotals } from './EspTotals.tsx'
import { Funnel } from './Funnel.tsx'
import { Links } from './Links.tsx'
import { NeedsALook } from './NeedsALook.tsx'
import type { PanelProps } from './useWindow.ts'

/** What one looks at first: how it went over time, how far people came, who needs somebody. */
export function Overview(panel: PanelProps) {
  if (panel.campaign.figures.sent.count === 0) {
    return (
      <>
        <NotSent campaign={panel.campaign} />
        <CrmCampaigns isPlain campaignId={panel.campaign.id} />
      </>
    )
  }
  if (panel.campaign.channel === 'fax') {
    return (
      <div className={classes.overview}>
        <div className={classes.column}>
          <Funnel {...panel} />
          <BounceClasses {...panel} />
        </div>
        <div className={`${classes.column} ${classes.side}`}>
          <NeedsALook {...panel} />
          <CrmCampaigns isPlain campaignId={panel.campaign.id} />
        </div>
      </div>
    )
  }
  return (
    <div className={classes.overview}>
      <div className={classes.column}>
        <Activity {...panel} />
        <Links {...panel} />
      </div>
      <div className={`${classes.column} ${classes.side}`}>
        <Funnel {...panel} />
        <NeedsALook {...panel} />
        <BounceClasses {...panel} />
        <CrmCampaigns isPlain campaignId={panel.campaign.id} />
      </div>
      <div>
        <EspTotals {...panel} />
      </div>
    </div>
  )
}

function NotSent({ campaign }: Pick<PanelProps, 'campaign'>) {
  const service = said(campaign.connection?.connectorTitle ?? '') || t`the e-mail service`
  if (campaign.status === 'sent') {
    return (
      <EmptyState title={t`Its feedback has not come home yet`}>
        {t`${service} has sent it. The next run brings what happened to it.`}
      </EmptyState>
    )
  }
  return (
    <EmptyState title={t`Not sent yet`}>
      {t`Its figures fill by themselves once ${service} has sent it.`}
    </EmptyState>
  )
}
