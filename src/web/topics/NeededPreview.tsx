import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call, useAnswer } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
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
        {t`How many people that concerns cannot be told now; it can be saved all the same.`}
      </Text>
    )
  }
  if (!preview.data) {
    return (
      <Text size="sm" c="dimmed">
        {t`Counting whom that concerns …`}
      </Text>
    )
  }
  const { people, blockedNow, blockedThen } = preview.data
  const more = blockedThen - blockedNow
  return (
    <Text size="sm" role="status" c={more > 0 ? 'var(--homing-bad)' : undefined}>
      {plural(
        blockedThen,
        msg`With this, ${wholeNumber(blockedThen)} person of ${wholeNumber(people)} could not be
          written to: ${changeWords(more)}.`,
        msg`With this, ${wholeNumber(blockedThen)} people of ${wholeNumber(people)} could not be
          written to: ${changeWords(more)}.`,
      )}
    </Text>
  )
}

function changeWords(more: number): string {
  if (more === 0) return t`as many as now`
  const many = wholeNumber(Math.abs(more))
  return more > 0 ? t`${many} more than now` : t`${many} fewer than now`
}
