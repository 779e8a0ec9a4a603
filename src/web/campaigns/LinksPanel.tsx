import { useAnswer } from '../api.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import classes from './campaign.module.css'
import { LinkMap, useMail } from './LinkMap.tsx'
import { Links } from './Links.tsx'
import { paceOf } from './paces.ts'
import type { PanelProps } from './useWindow.ts'

/** Every link of the mailing, and where in the mail it stands. */
export function LinksPanel(panel: PanelProps) {
  const { campaign, window } = panel
  const mail = useMail(campaign.id)
  const links = useAnswer(
    'campaigns.links',
    { params: { campaignId: campaign.id }, query: { audience: window.audience } },
    { every: paceOf(campaign) },
  )
  return (
    <div className={classes.linksPanel}>
      <div className={classes.mailSide}>
        {mail.error && !mail.data ? (
          <ErrorNotice error={mail.error} onRetry={() => void mail.refetch()} />
        ) : (
          <LinkMap mail={mail.data} links={links.data?.items} />
        )}
      </div>
      <Links {...panel} max={Number.POSITIVE_INFINITY} />
    </div>
  )
}
