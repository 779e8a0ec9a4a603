import { Button, Group, Progress, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useAnswer } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { inLineAs, type AskedKey, type Question } from './asking.ts'
import { turns } from './turns.ts'

/** What takes less is not spoken of. */
const SILENT_S = 1
const PAGE_ROWS = 100

interface RunningProps {
  question: Question
  /** What is asked of it, which is what can be stopped. */
  asked: AskedKey
  lines?: number
  /** Beside others that run: only what is of this one. */
  isBrief?: boolean
}

/** That a view is being worked out: for how long, how long it takes, and a way to stop it. */
export function Running({ question, asked, lines = 8, isBrief = false }: RunningProps) {
  const queryClient = useQueryClient()
  const isWaiting = useSyncExternalStore(turns.listen, () => turns.isWaiting(inLineAs(asked)))
  const { seconds, isTold } = useSeconds(isWaiting)
  const catalogue = useAnswer('views.catalogue', {})
  const canCancel = catalogue.data?.canCancel === true
  const { definition, given: parameters } = question
  const body = { definition, parameters, limit: PAGE_ROWS }
  const foretold = useAnswer('views.forecast', { body }, { isWanted: isTold && canCancel })
  const ms = foretold.data?.ms ?? null
  return (
    <>
      <Group gap="sm" mih={32} mb="xs" role="status">
        {isTold && (
          <>
            <Text size="sm">
              <strong>{isWaiting ? t`Waiting for its turn` : runningFor(seconds)}</strong>
              {(ms !== null || !(isBrief || isWaiting)) && ` · ${estimate(ms, seconds)}`}
            </Text>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => void queryClient.cancelQueries({ queryKey: asked })}
            >
              {canCancel || isWaiting ? t`Cancel` : t`Wait no longer`}
            </Button>
            {!canCancel && !isBrief && (
              <Text size="xs" c="dimmed">
                {t`The embedded database cannot be interrupted: it works on until it is done.`}
              </Text>
            )}
          </>
        )}
      </Group>
      {isTold && ms !== null && (
        <Progress
          aria-label={t`How far it is, by how long it took before`}
          value={Math.min(95, (seconds * 100_000) / ms)}
          mb="sm"
          size="sm"
        />
      )}
      <LinesSkeleton lines={lines} />
    </>
  )
}

/** Seconds under way, and whether they are spoken of; who waits for a turn is not under way. */
function useSeconds(isWaiting: boolean) {
  const [passed, setPassed] = useState({ waited: 0, worked: 0 })
  const part = isWaiting ? 'waited' : 'worked'
  useEffect(() => {
    const pass = () => setPassed((before) => ({ ...before, [part]: before[part] + 1 }))
    const clock = setInterval(pass, 1000)
    return () => clearInterval(clock)
  }, [part])
  return { seconds: passed.worked, isTold: passed.waited + passed.worked >= SILENT_S }
}

/** It was cancelled: the question stands, and may be asked again. */
export function Cancelled({ onRetry }: { onRetry: () => void }) {
  return (
    <Group gap="sm" role="status">
      <Text size="sm">{t`It was cancelled.`}</Text>
      <Button size="compact-sm" variant="default" onClick={onRetry}>
        {t`Run it again`}
      </Button>
    </Group>
  )
}

function estimate(ms: number | null, seconds: number): string {
  if (ms === null) return t`no estimate: it has not run long before`
  const whole = Math.max(1, Math.round(ms / 1000))
  return seconds > whole
    ? plural(
        whole,
        msg`about ${whole} second by the last time, so it takes longer this time`,
        msg`about ${whole} seconds by the last time, so it takes longer this time`,
      )
    : plural(
        whole,
        msg`about ${whole} second by the last time`,
        msg`about ${whole} seconds by the last time`,
      )
}

function runningFor(seconds: number): string {
  return plural(seconds, msg`Running for ${seconds} second`, msg`Running for ${seconds} seconds`)
}
