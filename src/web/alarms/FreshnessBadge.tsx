import { StateBadge } from '../pieces/StateBadge.tsx'
import { FRESHNESS_WORDS, type Freshness } from './words.ts'

/** How fresh something is, as icon and word. The reasons stand beside it, in words. */
export function FreshnessBadge({ state }: { state: Freshness['state'] }) {
  const { tone, word } = FRESHNESS_WORDS[state]
  return <StateBadge tone={tone}>{word}</StateBadge>
}
