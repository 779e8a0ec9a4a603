import { Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAnswer, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import classes from './trace.module.css'
import { eventWords } from './words.ts'

const route = getRouteApi('/inside/events/$eventId')

type Trace = AnswerTo<'events.trace'>
type Station = Trace['stations'][number]

/** The way of one event, from the page it came in to its last consequence. */
export default function TraceScreen() {
  const { eventId } = route.useParams()
  const { data, error, refetch } = useAnswer('events.trace', { params: { eventId } })
  if (error && !data) return <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <>
      <PageHeader title={eventWords(data.kind, data.campaign.name)} sub={<Sub of={data} />} />
      <ol className={classes.stations} aria-label={t`Stations`}>
        {data.stations.map((station, place) => (
          <StationLine key={`${station.name} ${place}`} station={station} />
        ))}
      </ol>
    </>
  )
}

function Sub({ of }: { of: Trace }) {
  const { kind, address, occurredAt, timeIsApproximate, link, detail, agent } = of
  const words = kind === 'bounce' ? said(detail ?? '') : detail
  return (
    <>
      {address} · <Moment at={occurredAt} isApproximate={timeIsApproximate} />
      {[link, words, agent].filter(Boolean).map((word) => ` · ${word}`)}
    </>
  )
}

function StationLine({ station }: { station: Station }) {
  return (
    <li className={classes.station}>
      <div className={classes.head}>
        <Text size="sm" fw={600}>
          {said(station.name)}
        </Text>
        {station.at !== null && (
          <Text size="xs" c="dimmed" component="div">
            <Moment at={station.at} />
          </Text>
        )}
      </div>
      <Text size="sm">{said(station.sentence)}</Text>
      {station.doors.length > 0 && (
        <Text size="xs" component="div" className={classes.doors}>
          {station.doors.map((door) => (
            <DoorLink key={`${door.to} ${door.id}`} door={door} />
          ))}
        </Text>
      )}
    </li>
  )
}

function DoorLink({ door }: { door: Station['doors'][number] }) {
  const link = { size: 'xs', underline: 'always', children: labelOf(door) } as const
  const id = String(door.id)
  switch (door.to) {
    case 'receipt':
      return <TextLink {...link} to="/receipts/$receiptId" params={{ receiptId: id }} />
    case 'run':
      return <TextLink {...link} to="/runs/$runId" params={{ runId: id }} />
    case 'campaign':
      return <TextLink {...link} to="/campaigns/$campaignId" params={{ campaignId: id }} />
    case 'person':
      return <TextLink {...link} to="/people/$personId" params={{ personId: id }} />
    case 'connection':
      return <TextLink {...link} to="/connections/$connectionId" params={{ connectionId: id }} />
  }
}

/** What has a number is called here; the others have names. */
function labelOf({ to, id, label }: Station['doors'][number]): string {
  if (to === 'receipt') return t`Receipt ${id}`
  return to === 'run' ? t`Run ${id}` : label
}
