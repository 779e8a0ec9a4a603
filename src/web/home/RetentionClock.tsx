import { Text } from '@mantine/core'
import classes from '../alarms/alarms.module.css'
import { countdown } from '../alarms/words.ts'
import { useAnswer } from '../api.ts'
import { counted } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useNow } from '../pieces/useNow.ts'

const EVERY_MS = 60_000

/** What the services will drop before it is here, the soonest first; calm where all of it is. */
export function RetentionClock() {
  const now = useNow().getTime()
  const { data } = useAnswer('retention.show', {}, { every: EVERY_MS })
  return (
    <Panel title="Retention clock">
      {!data && <LinesSkeleton lines={2} />}
      {data?.items.length === 0 && (
        <StateBadge tone="good">
          {data.downloaded === 0
            ? 'Nothing can be lost'
            : `Nothing will be lost: ${counted(data.downloaded, 'campaign')} all here`}
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
                {lastPullAt === null ? (
                  'Never read in full'
                ) : (
                  <>
                    Read in full <Moment at={lastPullAt} />
                  </>
                )}
                {' · '}
                {vendor} {retention.isDocumented ? 'keeps' : 'probably keeps'} it until{' '}
                <Moment at={retention.endsAt} />
              </Text>
            </li>
          )
        })}
      </ul>
      {data !== undefined && data.atStake > data.items.length && (
        <Text size="sm" c="dimmed">
          and {data.atStake - data.items.length} more
        </Text>
      )}
    </Panel>
  )
}
