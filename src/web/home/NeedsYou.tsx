import { Text } from '@mantine/core'
import { useAnswer } from '../api.ts'
import type { Connection } from '../connections/state.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import classes from './home.module.css'
import { needs, type Need } from './needs.ts'

const EVERY = { every: 30_000 }
const ALARMS_LOOKED_AT = 200
/** Enough to hold the last run of every connection a firm has. */
const RUNS_LOOKED_AT = 50
/** Pushes that wait are few; the others are on their own page. */
const HELD_LOOKED_AT = 5

/** Everything that may need somebody, asked at once. */
export function useWaiting() {
  const alarms = useAnswer('alarms.list', { query: { limit: ALARMS_LOOKED_AT } }, EVERY)
  const problems = useAnswer('problems.count', {}, EVERY)
  const doubts = useAnswer('doubts.count', {}, EVERY)
  const runs = useAnswer('runs.list', { query: { limit: RUNS_LOOKED_AT } }, EVERY)
  const held = useAnswer('pushes.list', { query: { status: 'held', limit: HELD_LOOKED_AT } }, EVERY)
  return { alarms, problems, doubts, runs, held }
}

interface NeedsYouProps {
  connections: Connection[]
  waiting: ReturnType<typeof useWaiting>
}

/** The few things that wait for somebody, each a door to where it is put right. */
export function NeedsYou({ connections, waiting }: NeedsYouProps) {
  const { alarms, problems, doubts, runs, held } = waiting
  const asked = Object.values(waiting)
  const isKnown = asked.every(({ data }) => data !== undefined)
  // Nothing is told before all is: what came later would push it down.
  const isComing = asked.some(({ isPending }) => isPending)
  const failed = asked.find(({ data, error }) => data === undefined && error !== null)
  const list = needs({
    alarms: alarms.data?.items ?? [],
    connections: isKnown ? connections : [],
    runs: runs.data?.items ?? [],
    openProblems: problems.data?.open ?? 0,
    openDoubts: doubts.data?.open ?? 0,
    heldPushes: held.data?.items ?? [],
  })
  return (
    <Panel title={t`Needs you today`}>
      {isComing && <LinesSkeleton lines={2} />}
      {failed && !isComing && (
        <ErrorNotice
          error={failed.error}
          onRetry={() => asked.forEach(({ refetch }) => void refetch())}
        />
      )}
      {isKnown && list.length === 0 && (
        <StateBadge tone="good">{t`Nothing: everything came home and was understood`}</StateBadge>
      )}
      <ul className={classes.lines}>
        {(isComing ? [] : list).map((need) => (
          <li key={need.key}>
            <Door need={need} />
            <Text size="sm" c="dimmed">
              {need.sentence}
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Door({ need: { door, title } }: { need: Need }) {
  const words = { size: 'sm', fw: 600, children: title } as const
  switch (door.to) {
    case 'problems':
      return <TextLink {...words} to="/problems" />
    case 'optOuts':
      return <TextLink {...words} to="/opt-outs" />
    case 'alarms':
      return <TextLink {...words} to="/alarms" />
    case 'campaign':
      return (
        <TextLink
          {...words}
          to="/campaigns/$campaignId"
          params={{ campaignId: String(door.campaignId) }}
        />
      )
    case 'push':
      return <TextLink {...words} to="/pushes/$pushId" params={{ pushId: String(door.pushId) }} />
    case 'run':
      return <TextLink {...words} to="/runs/$runId" params={{ runId: String(door.runId) }} />
    case 'connection':
      return (
        <TextLink
          {...words}
          to="/connections/$connectionId"
          params={{ connectionId: String(door.connectionId) }}
          search={{ tab: door.tab }}
        />
      )
  }
}
