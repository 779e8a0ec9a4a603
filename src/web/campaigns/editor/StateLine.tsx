import { Stack, Text } from '@mantine/core'
import { locale } from '../../languages/catalog.ts'
import { jt, t, tc } from '../../languages/messages.ts'
import { said } from '../../languages/said.ts'
import { TextLink } from '../../pieces/Go.tsx'
import { Moment } from '../../pieces/Moment.tsx'
import { StateBadge } from '../../pieces/StateBadge.tsx'
import { labelOf, type Draft } from './words.ts'

/** "At Constant Contact: draft, read back 10:02, equal", and what became of the last wish. */
export function StateLine({ draft }: { draft: Draft }) {
  const title = draft.connection?.connectorTitle
  if (title === undefined) return <Text size="sm">{t`Kept here. No service is chosen yet.`}</Text>
  return (
    <Stack gap={4} align="flex-start" role="status" aria-live="polite">
      {draft.telling === 'waiting' && draft.remedy !== '' && (
        <>
          <StateBadge tone="bad">{t`It waits for you`}</StateBadge>
          <TextLink
            size="sm"
            underline="always"
            to="/campaigns/$campaignId"
            params={{ campaignId: String(draft.campaignId) }}
            search={{ tab: 'audience' }}
          >
            {t`Its audience`}
          </TextLink>
        </>
      )}
      {draft.telling === 'waiting' && draft.remedy === '' && (
        <StateBadge tone="waiting">
          {draft.outcome ? t`Trying again` : t`${title} is being told`}
        </StateBadge>
      )}
      {draft.telling === 'failed' && <StateBadge tone="bad">{t`It did not go well`}</StateBadge>}
      {draft.outcome && (
        <Text size="sm">
          {said(draft.outcome)} {said(draft.remedy)}
        </Text>
      )}
      <Text size="sm">{heldWords(draft, title)}</Text>
      {draft.differences.map(({ field, here, there }) => (
        <Text key={field} size="sm">
          {jt`${(<strong>{labelOf(field)}</strong>)}: “${there}” there, “${here}” here.`}
        </Text>
      ))}
    </Stack>
  )
}

function heldWords(draft: Draft, title: string) {
  const { heldAt, heldStatus, heldSendAt } = draft
  if (heldAt === null) return t`Kept here. ${title} does not hold it yet.`
  if (heldStatus === 'gone') {
    return jt`At ${title}: no draft of it, read ${(<Moment at={heldAt} />)}.`
  }
  const isBehind = draft.toldVersion < draft.version
  const equality = isBehind
    ? t`an earlier version`
    : draft.differences.length === 0
      ? t`equal`
      : t`not equal`
  const state =
    heldStatus === 'scheduled' && heldSendAt !== null
      ? jt`scheduled for ${(<Exact at={heldSendAt} />)}`
      : HELD[heldStatus ?? 'draft']
  return jt`At ${title}: ${state}, read back ${(<Moment at={heldAt} />)}, ${equality}.`
}

/** As what its service holds it. */
const HELD = {
  draft: t`draft`,
  scheduled: t`scheduled`,
  sending: t`sending`,
  sent: tc('held as')`sent`,
  error: tc('held as')`error`,
  removed: tc('held as')`removed`,
}

/** When it is sent is said exactly, in the viewer's zone. */
export function Exact({ at }: { at: string }) {
  const words = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' })
  return <time dateTime={at}>{words.format(new Date(at))}</time>
}
