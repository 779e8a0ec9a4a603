import { Text } from '@mantine/core'
import { useAnswer } from '../api.ts'
import type { Connection } from '../connections/state.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import classes from './home.module.css'
import { needs, type Need } from './needs.ts'

const CALM_MS = 30_000
/** Enough to hold the last run of every connection a firm has. */
const RUNS_LOOKED_AT = 50

/** The few things that wait for somebody, each a door to where it is put right. */
export function NeedsYou({ connections }: { connections: Connection[] }) {
  const problems = useAnswer('problems.count', {}, { every: CALM_MS })
  const runs = useAnswer('runs.list', { query: { limit: RUNS_LOOKED_AT } }, { every: CALM_MS })
  const isKnown = problems.data !== undefined && runs.data !== undefined
  const list = isKnown ? needs(connections, runs.data.items, problems.data.open) : []
  return (
    <Panel title="Needs you">
      {!isKnown && <LinesSkeleton lines={2} />}
      {isKnown && list.length === 0 && (
        <StateBadge tone="good">Nothing: everything came home and was understood</StateBadge>
      )}
      <ul className={classes.lines}>
        {list.map((need) => (
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
