import { Text, Title } from '@mantine/core'
import { jt, t } from '../languages/messages.ts'
import { percent, wholeNumber } from '../pieces/format.ts'
import { CampaignDoor } from './CampaignDoor.tsx'
import classes from './campaign.module.css'
import { figureNames, figuresOf, type Audience } from './figures.ts'
import { funnel, type FunnelStage, type StageName } from './funnel.ts'
import type { PanelProps } from './useWindow.ts'

const TITLES: Record<StageName, string> = {
  sent: t`From sent to sent`,
  delivered: t`From sent to delivered`,
  opens: t`From sent to opened`,
  clicks: t`From sent to clicked`,
}
const SHARES: Record<StageName, (share: string) => string> = {
  sent: (share) => t`${share} of sent`,
  delivered: (share) => t`${share} of delivered`,
  opens: (share) => t`${share} of opened`,
  clicks: (share) => t`${share} of clicked`,
}

/**
 * How many were left at each stage, bars from zero: people, and in a lighter bar behind them all,
 * with proxies and machines. Both numbers are doors; the share is people's of the stage before.
 */
export function Funnel({ campaign }: Pick<PanelProps, 'campaign'>) {
  const shown = figureNames(campaign)
  const people = funnel(campaign.figures, shown)
  const all = funnel(figuresOf(campaign, 'all'), shown)
  return (
    <section aria-labelledby="funnel">
      <Title order={2} id="funnel" mb="sm">
        {TITLES[people.at(-1)!.figure]}
      </Title>
      <ol className={classes.stages}>
        {people.map((stage, index) => (
          <li key={stage.figure}>
            <Text size="sm">{stage.label}</Text>
            <div aria-hidden className={classes.bars}>
              <div className={classes.barAll} style={{ width: widthOf(all[index]!) }} />
              <div className={classes.bar} style={{ width: widthOf(stage) }} />
            </div>
            <Text component="div" size="sm" className={classes.stageCount}>
              <Count campaignId={campaign.id} stage={stage} audience="human" />
              <Text span size="xs" c="dimmed" display="block">
                {stage.ofPrevious !== null
                  && SHARES[people[index - 1]!.figure](percent(stage.ofPrevious))}
              </Text>
              {isJudged(stage) && (
                <Text span size="xs" c="dimmed" display="block">
                  {jt`${(
                    <Count campaignId={campaign.id} stage={all[index]!} audience="all" />
                  )} with proxies and machines`}
                </Text>
              )}
            </Text>
          </li>
        ))}
      </ol>
    </section>
  )
}

interface CountProps {
  campaignId: number
  stage: FunnelStage
  audience: Audience
}

function Count({ campaignId, stage, audience }: CountProps) {
  return (
    <CampaignDoor
      campaignId={campaignId}
      figure={stage.figure}
      value={stage}
      audience={audience}
      isInText={audience === 'all'}
    >
      {wholeNumber(stage.count)}
    </CampaignDoor>
  )
}

/** What is sent and arrives is no reaction: there people and all are one. */
function isJudged({ figure }: FunnelStage): boolean {
  return figure === 'opens' || figure === 'clicks'
}

function widthOf({ share }: FunnelStage): string {
  return `${(share * 100).toFixed(2)}%`
}
