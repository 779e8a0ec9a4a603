import { Text } from '@mantine/core'
import { useFreshness } from '../alarms/useFreshness.ts'
import { jt, t, tc } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Facts } from '../runs/Facts.tsx'
import { isAsked, type Connection } from './state.ts'

/** When it last read, when it reads next, and how much of the day's requests it has used. */
export function ConnectionFacts({ connection }: { connection: Connection }) {
  const { lastPullAt, nextRunAt, status, quota } = connection
  const grantEndsAt = useFreshness(connection.id)?.grantEndsAt ?? null
  const reads: [string, React.ReactNode][] = [
    [
      t`Last read in
      full`,
      lastPullAt === null ? tc('time')`never` : <Moment key="last" at={lastPullAt} />,
    ],
    [t`Next run`, status === 'active' ? <Moment key="next" at={nextRunAt} /> : tc('run')`none`],
  ]
  return (
    <Facts
      facts={[
        ...(isAsked(connection) ? reads : []),
        [t`What came in`, <Receipts key="receipts" connectionId={connection.id} />],
        ...(grantEndsAt === null
          ? []
          : [
              [t`Authorised until`, <Grant key="grant" endsAt={grantEndsAt} />] as [
                string,
                React.ReactNode,
              ],
            ]),
        ...(quota === null || !isAsked(connection)
          ? []
          : [
              [t`Requests used today`, <Quota key="quota" quota={quota} />] as [
                string,
                React.ReactNode,
              ],
            ]),
      ]}
    />
  )
}

/** Every page as it came, with what became of its rows. */
function Receipts({ connectionId }: { connectionId: number }) {
  return (
    <TextLink size="sm" to="/receipts" search={{ connectionId: String(connectionId) }}>
      {t`every receipt`}
    </TextLink>
  )
}

/** The end moves on with every use: it only comes where nothing is read for long. */
function Grant({ endsAt }: { endsAt: string }) {
  return (
    <>
      <Moment at={endsAt} />
      <Text size="xs" c="dimmed">
        {t`longer with each use`}
      </Text>
    </>
  )
}

function Quota({ quota }: { quota: NonNullable<Connection['quota']> }) {
  const resets = <Moment at={quota.resetsAt} />
  return (
    <>
      {t`${wholeNumber(quota.usedToday)} of ${wholeNumber(quota.perDay)}`}
      <Text size="xs" c="dimmed">
        {quota.lastsUntil === null
          ? jt`at this pace they suffice; counted anew ${resets}`
          : jt`at this pace they are used up ${(<Moment at={quota.lastsUntil} />)};
              counted anew ${resets}`}
      </Text>
    </>
  )
}
