import { Text, Title } from '@mantine/core'
import { percent, wholeNumber } from '../pieces/format.ts'
import { CampaignDoor } from './CampaignDoor.tsx'
import classes from './campaign.module.css'
import { figuresOf } from './figures.ts'
import { funnel } from './funnel.ts'
import type { PanelProps } from './useWindow.ts'

/** How many were left at each stage, bars from zero, each share of the stage before. */
export function Funnel({ campaign, window }: Pick<PanelProps, 'campaign' | 'window'>) {
  const figures = window.audience === 'all' ? campaign.allFigures : campaign.figures
  const stages = funnel(figures, figuresOf(campaign))
  return (
    <section aria-labelledby="funnel">
      <Title order={2} id="funnel" mb="sm">
        From sent to {stages.at(-1)!.label.toLowerCase()}
      </Title>
      <ol className={classes.stages}>
        {stages.map((stage, index) => (
          <li key={stage.figure}>
            <Text size="sm">{stage.label}</Text>
            <div aria-hidden>
              <div className={classes.bar} style={{ width: percentWidth(stage.share) }} />
            </div>
            <Text size="sm" className={classes.stageCount}>
              <CampaignDoor
                campaignId={campaign.id}
                figure={stage.figure}
                value={stage}
                audience={window.audience}
              >
                {wholeNumber(stage.count)}
              </CampaignDoor>
              <Text span size="xs" c="dimmed" display="block">
                {stage.ofPrevious !== null
                  && `${percent(stage.ofPrevious)} of ${stages[index - 1]!.label.toLowerCase()}`}
              </Text>
            </Text>
          </li>
        ))}
      </ol>
    </section>
  )
}

function percentWidth(share: number): string {
  return `${(share * 100).toFixed(2)}%`
}
