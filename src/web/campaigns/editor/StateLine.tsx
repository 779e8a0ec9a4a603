import { Stack, Text } from '@mantine/core'
import { TextLink } from '../../pieces/Go.tsx'
import { Moment } from '../../pieces/Moment.tsx'
import { StateBadge } from '../../pieces/StateBadge.tsx'
import { labelOf, type Draft } from './words.ts'

/** "At Constant Contact: draft, read back 10:02, equal", and what became of the last wish. */
export function StateLine({ draft }: { draft: Draft }) {
  const title = draft.connection?.connectorTitle
  if (title === undefined) return <Text size="sm">Kept here. No service is chosen yet.</Text>
  return (
    <Stack gap={4} role="status" aria-live="polite">
      {draft.telling === 'waiting' && draft.remedy !== '' && (
        <>
          <StateBadge tone="bad">It waits for you</StateBadge>
          <TextLink
            size="sm"
            underline="always"
            to="/campaigns/$campaignId"
            params={{ campaignId: String(draft.campaignId) }}
            search={{ tab: 'audience' }}
          >
            Its audience
          </TextLink>
        </>
      )}
      {draft.telling === 'waiting' && draft.remedy === '' && (
        <StateBadge tone="waiting">
          {draft.outcome ? 'Trying again' : `${title} is being told`}
        </StateBadge>
      )}
      {draft.telling === 'failed' && <StateBadge tone="bad">It did not go well</StateBadge>}
      {draft.outcome && (
        <Text size="sm">
          {draft.outcome} {draft.remedy}
        </Text>
      )}
      <Text size="sm">{heldWords(draft, title)}</Text>
      {draft.differences.map(({ field, here, there }) => (
        <Text key={field} size="sm">
          <strong>{labelOf(field)}</strong>: “{there}” there, “{here}” here.
        </Text>
      ))}
    </Stack>
  )
}

function heldWords(draft: Draft, title: string) {
  const { heldAt, heldStatus, heldSendAt } = draft
  if (heldAt === null) return `Kept here. ${title} does not hold it yet.`
  if (heldStatus === 'gone') {
    return (
      <>
        At {title}: no draft of it, read <Moment at={heldAt} />.
      </>
    )
  }
  const isBehind = draft.toldVersion < draft.version
  const equality = isBehind
    ? 'an earlier version'
    : draft.differences.length === 0
      ? 'equal'
      : 'not equal'
  return (
    <>
      At {title}: {heldStatus}
      {heldStatus === 'scheduled' && heldSendAt !== null && (
        <>
          {' '}
          for <Exact at={heldSendAt} />
        </>
      )}
      , read back <Moment at={heldAt} />, {equality}.
    </>
  )
}

/** When it is sent is said exactly, in the viewer's zone. */
export function Exact({ at }: { at: string }) {
  const words = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
  return <time dateTime={at}>{words.format(new Date(at))}</time>
}
