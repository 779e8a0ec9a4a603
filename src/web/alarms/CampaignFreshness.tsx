import { Skeleton, Text } from '@mantine/core'
import { useAnswer } from '../api.ts'
import { jt } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useNow } from '../pieces/useNow.ts'
import { FreshnessBadge } from './FreshnessBadge.tsx'
import { LastEvent } from './LastEvent.tsx'
import { countdown, type Freshness, type Retention } from './words.ts'

const EVERY_MS = 30_000

interface CampaignFreshnessProps {
  campaignId: number
  /** The service that keeps the feedback for a while, as it is called. */
  vendor: string
}

/** How fresh a campaign's figures are, and how long the vendor keeps what they are read from. */
export function CampaignFreshness({ campaignId, vendor }: CampaignFreshnessProps) {
  const { data, isPending } = useAnswer(
    'campaigns.freshness',
    { params: { campaignId } },
    { every: EVERY_MS },
  )
  // As tall as what comes, so that the figures below stay where they are.
  if (isPending) return <Skeleton component="span" display="block" h={48} mt={4} maw={480} />
  if (!data?.freshness) return null
  return (
    <>
      <Text size="sm" component="div" mt={4}>
        <FreshnessBadge state={data.freshness.state} /> <News freshness={data.freshness} />
      </Text>
      {data.retention && <Clock retention={data.retention} vendor={vendor} />}
    </>
  )
}

function News({ freshness }: { freshness: Freshness }) {
  const { state, reasons, lastEventAt, lastLearntAt, nextPullAt } = freshness
  return (
    <>
      {state !== 'fresh' && `${reasons.map(said).join(' ')} `}
      {lastEventAt !== null && (
        <>
          <LastEvent at={lastEventAt} learntAt={lastLearntAt} />{' '}
        </>
      )}
      {nextPullAt !== null && state !== 'stopped' && (
        <>{jt`Next reading ${(<Moment at={nextPullAt} />)}.`}</>
      )}
    </>
  )
}

/** The retention clock of one campaign. */
function Clock({ retention, vendor }: { retention: Retention; vendor: string }) {
  const now = useNow()
  const { state, endsAt, isDocumented } = retention
  if (state === 'downloaded' && Date.parse(endsAt) < now.getTime()) return null
  const { tone, word } = countdown(retention, now.getTime())
  return (
    <Text size="sm" component="div" mt={4}>
      <StateBadge tone={tone}>{word}</StateBadge>{' '}
      {isDocumented
        ? jt`${vendor} keeps this feedback until ${(<Moment at={endsAt} />)}.`
        : jt`${vendor} probably keeps this feedback until ${(<Moment at={endsAt} />)}.`}
    </Text>
  )
}
