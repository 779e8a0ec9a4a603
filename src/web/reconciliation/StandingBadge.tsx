import { t } from '../languages/messages.ts'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { STANDING_WORDS, type Standing } from './words.ts'

interface StandingBadgeProps {
  standing: Standing | null
  /** The kept counts are not what the ledger says: worse than anything else. */
  isProofBroken?: boolean
}

/** How a campaign or one of its totals stands beside the service's. */
export function StandingBadge({ standing, isProofBroken = false }: StandingBadgeProps) {
  if (isProofBroken) return <StateBadge tone="bad">{t`Counts differ from the ledger`}</StateBadge>
  if (standing === null) return <StateBadge tone="plain">{t`Not compared yet`}</StateBadge>
  const { label, tone } = STANDING_WORDS[standing]
  return <StateBadge tone={tone}>{label}</StateBadge>
}
