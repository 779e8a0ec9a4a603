import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { counted } from '../pieces/format.ts'
import { Panel } from '../pieces/Panel.tsx'
import { StateBadge, type Tone } from '../pieces/StateBadge.tsx'
import { useMay } from '../session/session.ts'
import { whoActs, type Problem, type ProblemGroup } from './groups.ts'
import { ProblemItem } from './ProblemItem.tsx'
import { useDecide } from './useDecide.ts'

const TONES: Record<Problem['whoMustAct'], Tone> = { you: 'bad', vendor: 'waiting', homing: 'bad' }
/** Problems of one group that are spelled out before one asks for the others. */
const SHOWN_MAX = 5

/** Problems of one cause: who must act, the remedy, and each record. */
export function GroupPanel({ group, isWhole }: { group: ProblemGroup; isWhole: boolean }) {
  const [isLong, setLong] = useState(false)
  const { problems, remedy, whoMustAct } = group
  const shown = isLong ? problems : problems.slice(0, SHOWN_MAX)
  const count = `${counted(problems.length, 'record')}${isWhole ? '' : ' or more'}`
  return (
    <Panel title={group.cause} actions={<GroupActions group={group} />}>
      <Group gap="xs" mb="xs">
        <StateBadge tone={TONES[whoMustAct]}>{whoActs(whoMustAct)}</StateBadge>
        <Text size="xs" c="dimmed">
          {count}
        </Text>
      </Group>
      {remedy !== '' && <Text size="sm">{remedy}</Text>}
      <Stack gap={0} mt="xs" mb={0} component="ul" p={0} style={{ listStyle: 'none' }}>
        {shown.map((problem) => (
          <ProblemItem key={problem.id} problem={problem} remedyAbove={remedy} />
        ))}
      </Stack>
      {shown.length < problems.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => setLong(true)}>
          Show all {problems.length}
        </Button>
      )}
    </Panel>
  )
}

/** Decides for every record of the group at once, where there are several and they are open. */
function GroupActions({ group }: { group: ProblemGroup }) {
  const may = useMay()
  const { decide } = useDecide()
  const open = group.problems.filter(({ status }) => status === 'open')
  if (!may('sync') || open.length < 2) return null
  return (
    <>
      <ConfirmAction
        size="xs"
        label={`Read ${open.length} again`}
        consequence={
          `Homing reads these ${open.length} records again, as they came. `
          + 'What can be read now is kept and leaves this list.'
        }
        onConfirm={() => decide(open, 'retry')}
      />
      <ConfirmAction
        size="xs"
        label={`Ignore ${open.length}`}
        consequence={
          `These ${open.length} records are left out for good. `
          + 'They stay under “Ignored”, where they can be read again.'
        }
        onConfirm={() => decide(open, 'ignore')}
      />
    </>
  )
}
