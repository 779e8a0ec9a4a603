import { Button, Group, Stack, Text } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { usePages } from '../api.ts'
import { jplural, msg, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge, type Tone } from '../pieces/StateBadge.tsx'
import { useMay } from '../session/session.ts'
import { ProblemItem } from './ProblemItem.tsx'
import { useDecide } from './useDecide.ts'
import { whoActs, type Problem, type ProblemGroup } from './words.ts'

const TONES: Record<Problem['whoMustAct'], Tone> = {
  you: 'bad',
  vendor: 'waiting',
  homing: 'waiting',
}
/** A group of this many is spelled out at once; of a larger one that is asked for. */
const SPELLED_MAX = 3
const PAGE_ROWS = 20
/** As often as the groups themselves. */
export const PACE_MS = 30_000

interface GroupPanelProps {
  group: ProblemGroup
  status: Problem['status']
}

/** Problems of one cause: who must act, the remedy, how many since when, and each record. */
export function GroupPanel({ group, status }: GroupPanelProps) {
  const [isOpen, setOpen] = useState(group.count <= SPELLED_MAX)
  const { remedy, whoMustAct, count, connections } = group
  const first = <Moment at={group.oldestAt} />
  const last = <Moment at={group.newestAt} />
  return (
    <Panel title={said(group.cause)} actions={<GroupActions group={group} status={status} />}>
      <Group gap="xs" mb="xs">
        <StateBadge tone={TONES[whoMustAct]}>{whoActs(whoMustAct)}</StateBadge>
        <Text size="xs" c="dimmed" component="div">
          {jplural(
            count,
            msg<ReactNode>`${wholeNumber(count)} record · first ${first}, last ${last}`,
            msg<ReactNode>`${wholeNumber(count)} records · first ${first}, last ${last}`,
          )}
          {connections.length > 0 && ` · ${connections.map(({ name }) => name).join(', ')}`}
        </Text>
      </Group>
      {remedy !== '' && <Text size="sm">{said(remedy)}</Text>}
      {isOpen ? (
        <Records group={group} status={status} />
      ) : (
        <Button mt="xs" ml={-8} variant="subtle" size="compact-sm" onClick={() => setOpen(true)}>
          {t`Show the ${wholeNumber(count)} records`}
        </Button>
      )}
    </Panel>
  )
}

function Records({ group, status }: GroupPanelProps) {
  const { rows, more, isPending, error, retry } = usePages(
    'problems.list',
    { query: { status, group: group.key, limit: PAGE_ROWS } },
    { every: PACE_MS },
  )
  if (error) return <ErrorNotice error={error} onRetry={retry} />
  if (isPending) return <LinesSkeleton lines={3} />
  return (
    <>
      <Stack gap={0} mt="xs" mb={0} component="ul" p={0} style={{ listStyle: 'none' }}>
        {rows.map((problem) => (
          <ProblemItem key={problem.id} problem={problem} remedyAbove={group.remedy} />
        ))}
      </Stack>
      {more.has && (
        <Button variant="subtle" size="compact-sm" onClick={more.load} loading={more.isLoading}>
          {t`Show more, ${wholeNumber(rows.length)} of ${wholeNumber(group.count)} so far`}
        </Button>
      )}
    </>
  )
}

/** Decides for every record of the group at once, where there are several. */
function GroupActions({ group, status }: GroupPanelProps) {
  const may = useMay()
  const { decideGroup } = useDecide()
  const { key, count } = group
  if (!may('sync') || count < 2 || status === 'resolved') return null
  const shown = wholeNumber(count)
  if (status === 'ignored') {
    return (
      <ConfirmAction
        size="xs"
        label={t`Open ${shown} again`}
        consequence={t`These ${shown} records go back to the open ones.`}
        onConfirm={() => decideGroup(key, 'reopen')}
      />
    )
  }
  return (
    <>
      <ConfirmAction
        size="xs"
        label={t`Read ${shown} again`}
        consequence={t`Homing reads these ${shown} records again, as they came. What can be read now
          is kept and leaves this list; you see how far it is.`}
        onConfirm={() => decideGroup(key, 'retry')}
      />
      <ConfirmAction
        size="xs"
        label={t`Ignore ${shown}`}
        consequence={t`These ${shown} records are left out. They stay under “Ignored”, and you can
          undo it there or right after.`}
        onConfirm={() => decideGroup(key, 'ignore')}
      />
    </>
  )
}
