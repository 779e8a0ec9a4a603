import { StateBadge, type Tone } from '../pieces/StateBadge.tsx'

type Status = 'draft' | 'scheduled' | 'sending' | 'sent' | 'error' | 'removed'

const STATES: Record<Status, { tone: Tone; word: string }> = {
  draft: { tone: 'plain', word: 'Draft' },
  scheduled: { tone: 'waiting', word: 'Scheduled' },
  sending: { tone: 'waiting', word: 'Being sent' },
  sent: { tone: 'good', word: 'Sent' },
  error: { tone: 'bad', word: 'Not sent: error' },
  removed: { tone: 'plain', word: 'Removed at the service' },
}

/** What the e-mail service says of the campaign. */
export function CampaignState({ status }: { status: Status }) {
  const { tone, word } = STATES[status]
  return <StateBadge tone={tone}>{word}</StateBadge>
}
