import { Button, Drawer, Text } from '@mantine/core'
import { usePages, type RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import classes from './trace.module.css'
import { kindWord } from './words.ts'

interface RecipientEventsProps {
  campaignId: number
  recipient: { addressId: number; address: string | null } | null
  onClose: () => void
}

/** Every event behind one row of a log, each a door to its trace; the log stays beneath. */
export function RecipientEvents({ campaignId, recipient, onClose }: RecipientEventsProps) {
  return (
    <Drawer
      opened={recipient !== null}
      onClose={onClose}
      position="right"
      title={titleOf(recipient)}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {recipient !== null && <Events campaignId={campaignId} addressId={recipient.addressId} />}
    </Drawer>
  )
}

function titleOf(recipient: RecipientEventsProps['recipient']): string {
  if (recipient === null) return ''
  return recipient.address === null ? t`What this recipient did` : t`What ${recipient.address} did`
}

function Events(query: { campaignId: number; addressId: number }) {
  const events = usePages('events.list', { query })
  if (events.error) return <ErrorNotice error={events.error} onRetry={events.retry} />
  if (events.isPending) return <LinesSkeleton lines={4} />
  return (
    <>
      <ul className={classes.events}>
        {events.rows.map((event) => (
          <EventLine key={event.id} event={event} />
        ))}
      </ul>
      {events.more.has && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={events.more.load}
          loading={events.more.isLoading}
        >
          {t`Load earlier`}
        </Button>
      )}
    </>
  )
}

function EventLine({ event }: { event: RowOf<'events.list'> }) {
  const { id, kind, occurredAt, link, agent, verdict, verdictReason } = event
  const judged = verdict === null || verdict === 'human' ? null : `${verdict}: ${verdictReason}`
  return (
    <li>
      <TextLink size="sm" underline="always" to="/events/$eventId" params={{ eventId: id }}>
        {kindWord(kind)}
      </TextLink>{' '}
      <Text span size="sm" c="dimmed">
        <Moment at={occurredAt} />
        {[link, agent, judged].filter(Boolean).map((word) => ` · ${word}`)}
      </Text>
    </li>
  )
}
