import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call, useAnswer } from '../api.ts'
import { counted, wholeNumber } from '../pieces/format.ts'
import type { Needed } from './words.ts'

interface NeededPreviewProps {
  topicId: number | null
  /** Null, of a topic: as the firm says. */
  consentNeeded: Needed | null
  /** As the firm has it, unless it is considered too. */
  seedIsExempt?: boolean
}

/** Whom a considered policy would shut out, before it is saved. */
export function NeededPreview({ topicId, consentNeeded, seedIsExempt }: NeededPreviewProps) {
  const policy = useAnswer('consent.policy', {})
  const isExempt = seedIsExempt ?? policy.data?.seedIsExempt
  const body = { topicId, consentNeeded, seedIsExempt: isExempt ?? false }
  const preview = useQuery({
    queryKey: ['consent.preview', body],
    queryFn: ({ signal }) => call('consent.preview', { body, signal }),
    enabled: isExempt !== undefined,
  })
  if (preview.error) {
    return (
      <Text size="sm" c="dimmed">
        How many people that concerns cannot be told now; it can be saved all the same.
      </Text>
    )
  }
  if (!preview.data) {
    return (
      <Text size="sm" c="dimmed">
        Counting whom that concerns …
      </Text>
    )
  }
  const { people, blockedNow, blockedThen } = preview.data
  const more = blockedThen - blockedNow
  const change =
    more === 0
      ? 'as many as now'
      : `${wholeNumber(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} than now`
  return (
    <Text size="sm" role="status" c={more > 0 ? 'var(--homing-bad)' : undefined}>
      With this, {counted(blockedThen, 'person', 'people')} of {wholeNumber(people)} could not be
      written to: {change}.
    </Text>
  )
}
