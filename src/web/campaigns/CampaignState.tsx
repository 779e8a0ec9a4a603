import { t } from '../languages/messages.ts'
import { StateBadge, type Tone } from '../pieces/StateBadge.tsx'

type Status = 'draft' | 'scheduled' | 'sending' | 'sent' | 'error' | 'removed'

const STATES: Record<Status, { tone: Tone; word: string }> = {
  draft: { tone: 'plain', word: t`Draft` },
  scheduled: { tone: 'waiting', word: t`Scheduled` },
  sending: { tone: 'waiting', word: t`Being sent` },
  sent: { tone: 'good', word: t`Sent` },
  error: { tone: 'bad', word: t`Not sent: error` },
  removed: { tone: 'plain', word: t`Removed at the service` },
}

/** What the e-mail service says of the campaign. */
export function CampaignState({ status }: { status: Status }) {
  const { tone, word } = STATES[status]
  return <StateBadge tone={tone}>{word}</StateBadge>
}
