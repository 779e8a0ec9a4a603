import { Text } from '@mantine/core'
import classes from '../alarms/alarms.module.css'
import { countdown } from '../alarms/words.ts'
import { useAnswer, type AnswerTo } from '../api.ts'
import { jt, msg, plural, t } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useNow } from '../pieces/useNow.ts'

const EVERY_MS = 60_000

function downloadedWords(count: number): string {
  const shown = wholeNumber(count)
  return plural(
    count,
    msg`Nothing will be lost: ${shown} campaign all here`,
    msg`Nothing will be lost: ${shown} campaigns all here`,
  )
}

export function useRetention() {
  return useAnswer('retention.show', {}, { every: EVERY_MS })
}

/** What the services will drop before it is here, the soonest first; calm where all of it is. */
export function RetentionClock({ data }: { data: AnswerTo<'retention.show'> | undefined }) {
  const now = useNow().getTime()
  return (
    <Panel title={t`Retention clock`}>
      {!data && <LinesSkeleton lines={2} />}
      {data?.items.length === 0 && (
        <StateBadge tone="good">
          {data.downloaded === 0 ? t`Nothing can be lost` : downloadedWords(data.downloaded)}
        </StateBadge>
      )}
      <ul className={classes.clocks}>
        {data?.items.map(({ campaign, vendor, lastPullAt, retention }) => {
          const { tone, word } = countdown(retention, now)
          return (
            <li key={campaign.id}>
              <TextLink
                size="sm"
                fw={600}
                to="/campaigns/$campaignId"
                params={{ campaignId: String(campaign.id) }}
              >
                {campaign.name}
              </TextLink>
              <StateBadge tone={tone}>{word}</StateBadge>
              <Text size="sm" c="dimmed" component="span" w="100%">
                {lastPullAt === null
                  ? t`Never read in full`
                  : jt`Read in full ${(<Moment at={lastPullAt} />)}`}
                {' · '}
                {retention.isDocumented
                  ? jt`${vendor} keeps it until ${(<Moment at={retention.endsAt} />)}`
                  : jt`${vendor} probably keeps it until ${(<Moment at={retention.endsAt} />)}`}
              </Text>
            </li>
          )
        })}
      </ul>
      {data !== undefined && data.atStake > data.items.length && (
        <Text size="sm" c="dimmed">
          {t`and ${data.atStake - data.items.length} more`}
        </Text>
      )}
    </Panel>
  )
}
