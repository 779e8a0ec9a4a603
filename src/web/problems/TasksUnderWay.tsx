import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { refresh, useAnswer, useChange } from '../api.ts'
import { jt, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { Moment } from '../pieces/Moment.tsx'
import { ProgressLine } from '../pieces/ProgressLine.tsx'
import { StateBadge, type Tone } from '../pieces/StateBadge.tsx'
import { useNow } from '../pieces/useNow.ts'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { SHOWS_PROBLEMS } from './useDecide.ts'
import { outcomeWords, type Task } from './words.ts'

const LIVE_MS = 1_500
const CALM_MS = 30_000
/** What ended stays in sight this long, so that it can be taken back. */
const SHOWN_MS = 15 * 60_000
const SHOWN_MAX = 3

/** Work on many records: how far it is, a way to stop it, what came of it, a way to undo it. */
export function TasksUnderWay() {
  const now = useNow()
  const { data } = useAnswer(
    'tasks.list',
    {},
    { every: (answer) => (answer?.items.some(isOpen) ? LIVE_MS : CALM_MS) },
  )
  const tasks = data?.items ?? []
  useRefreshOnEnd(tasks)
  const shown = tasks
    .filter((task) => isOpen(task) || now.getTime() - Date.parse(task.endedAt!) < SHOWN_MS)
    .slice(0, SHOWN_MAX)
  if (shown.length === 0) return null
  return (
    <Stack gap="xs" mb="md" role="group" aria-label={t`Work under way`}>
      {shown.map((task) => (
        <Paper key={task.id} p="sm" withBorder>
          {isOpen(task) ? <Open task={task} /> : <Ended task={task} />}
        </Paper>
      ))}
    </Stack>
  )
}

function Open({ task }: { task: Task }) {
  const may = useMay()
  const cancel = useChange('tasks.cancel', ['tasks.list'])
  const params = { taskId: task.id }
  return (
    <ProgressLine
      label={said(task.title)}
      done={task.done}
      total={task.total}
      unit={UNITS[task.kind] ?? tc('progress')`problems`}
      startedAt={task.startedAt}
      isCancelling={cancel.isPending || cancel.isSuccess}
      {...(may('sync') && {
        onCancel: () => cancel.mutate({ params }, { onError: notifyRefusal }),
      })}
    />
  )
}

const UNITS: Partial<Record<Task['kind'], string>> = {
  read_receipts: tc('progress')`receipts`,
  judge_addresses: tc('progress')`addresses`,
  match_links: tc('progress')`links`,
  carry_opt_outs: tc('progress')`addresses`,
}

const STATUS_WORDS: Record<Task['status'], string> = {
  queued: tc('task')`queued`,
  running: tc('task')`running`,
  done: tc('task')`done`,
  failed: tc('task')`failed`,
  cancelled: tc('task')`cancelled`,
}

const TONES: Record<Task['status'], Tone> = {
  queued: 'waiting',
  running: 'waiting',
  done: 'good',
  failed: 'bad',
  cancelled: 'plain',
}

function Ended({ task }: { task: Task }) {
  const may = useMay()
  const undo = useChange('tasks.undo', ['tasks.list', ...SHOWS_PROBLEMS])
  const params = { taskId: task.id }
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <Text size="sm" fw={500}>
          {said(task.title)}
        </Text>
        <Group gap="xs">
          <StateBadge tone={TONES[task.status]}>{STATUS_WORDS[task.status]}</StateBadge>
          <Text size="sm" c="dimmed" component="div">
            {outcomeWords(task)} {jt`By ${task.startedBy}, ${(<Moment at={task.endedAt} />)}.`}
          </Text>
        </Group>
      </div>
      {task.canUndo && may('sync') && (
        <Button
          size="xs"
          variant="default"
          loading={undo.isPending}
          onClick={() => undo.mutate({ params }, { onError: notifyRefusal })}
        >
          {t`Undo`}
        </Button>
      )}
    </Group>
  )
}

/** When a task ends, whatever it moved is read again. */
function useRefreshOnEnd(tasks: Task[]): void {
  const queryClient = useQueryClient()
  const open = tasks.filter(isOpen).length
  const before = useRef(open)
  useEffect(() => {
    if (open < before.current)
      void refresh(queryClient, [
        ...SHOWS_PROBLEMS,
        'receipts.list',
        'bounces.policy',
        'clickRules.list',
      ])
    before.current = open
  }, [open, queryClient])
}

function isOpen(task: Task): boolean {
  return task.endedAt === null
}
