import { Text } from '@mantine/core'
import { useFreshness } from '../alarms/useFreshness.ts'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { Facts } from '../runs/Facts.tsx'
import { scheduleWords, type Connection } from './state.ts'

/** When it last read, when it reads next, and how much of the day's requests it has used. */
export function ConnectionFacts({ connection }: { connection: Connection }) {
  const { lastPullAt, nextRunAt, status, scheduleMinutes, quota } = connection
  const grantEndsAt = useFreshness(connection.id)?.grantEndsAt ?? null
  return (
    <Facts
      facts={[
        [
          'Last read in full',
          lastPullAt === null ? 'never' : <Moment key="last" at={lastPullAt} />,
        ],
        ['Next run', status === 'active' ? <Moment key="next" at={nextRunAt} /> : 'none'],
        ['Schedule', scheduleWords(scheduleMinutes)],
        ...(grantEndsAt === null
          ? []
          : [
              ['Authorised until', <Grant key="grant" endsAt={grantEndsAt} />] as [
                string,
                React.ReactNode,
              ],
            ]),
        ...(quota === null
          ? []
          : [
              ['Requests used today', <Quota key="quota" quota={quota} />] as [
                string,
                React.ReactNode,
              ],
            ]),
      ]}
    />
  )
}

/** The end moves on with every use: it only comes where nothing is read for long. */
function Grant({ endsAt }: { endsAt: string }) {
  return (
    <>
      <Moment at={endsAt} />
      <Text size="xs" c="dimmed">
        longer with each use
      </Text>
    </>
  )
}

function Quota({ quota }: { quota: NonNullable<Connection['quota']> }) {
  return (
    <>
      {wholeNumber(quota.usedToday)} of {wholeNumber(quota.perDay)}
      <Text size="xs" c="dimmed">
        counted anew <Moment at={quota.resetsAt} />
      </Text>
    </>
  )
}
