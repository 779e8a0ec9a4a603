import { Skeleton, Text } from '@mantine/core'
import { EVERY_KIND } from '../../api/contract/index.ts'
import { bringsEvents, type Connection } from '../connections/state.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { useSees } from '../session/session.ts'
import { FreshnessBadge } from './FreshnessBadge.tsx'
import { LastEvent } from './LastEvent.tsx'
import { useFreshness } from './useFreshness.ts'
import { FRESHNESS_WORDS } from './words.ts'

/** How fresh a connection is: the word with its reasons, the last event, when it was learnt. */
export function ConnectionFreshness({ connection }: { connection: Connection }) {
  const fresh = useFreshness(connection.id)
  const sees = useSees()
  // As tall as the line that comes, so that what stands below stays where it is.
  if (fresh === undefined) return <Skeleton h={20} maw={420} />
  if (fresh === null) return null
  const { state, reasons, lastEventAt, lastLearntAt, lastPullAt } = fresh
  const meaning = lastPullAt === null ? [] : [FRESHNESS_WORDS[state].meaning]
  // What is fresh needs no reason.
  const why = state === 'fresh' ? '' : [...reasons.map(said), ...meaning].join(' ')
  return (
    <Text size="sm" c="dimmed" component="div">
      <FreshnessBadge state={state} /> {why}{' '}
      {lastEventAt === null ? (
        // A CRM brings people, and never an event.
        bringsEvents(connection) && sees(...EVERY_KIND) && t`No event yet.`
      ) : (
        <LastEvent at={lastEventAt} learntAt={lastLearntAt} />
      )}
    </Text>
  )
}
