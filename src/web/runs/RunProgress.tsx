import { Skeleton, Stack, Text } from '@mantine/core'
import { useChange } from '../api.ts'
import { msg, plural, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { counted, duration, wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { ProgressLine } from '../pieces/ProgressLine.tsx'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import classes from './runs.module.css'
import { useRun } from './useRun.ts'
import { WaitingRun } from './WaitingRun.tsx'
import { isOpen, pace, skippedCount, type Run } from './words.ts'

const PROGRESS_PX = 94

/** An open run as it goes: steps, time left, what it read and wrote so far, a way to stop it. */
export function RunProgress({ runId, hasLink = true }: { runId: number; hasLink?: boolean }) {
  const { data: run, isPending } = useRun(runId)
  const cancel = useChange('runs.cancel', ['runs.show'])
  const may = useMay()
  // As tall as what comes, so that what stands below stays where it is.
  if (isPending) return <Skeleton h={PROGRESS_PX} />
  if (!run || !isOpen(run)) return null
  const onCancel = () => cancel.mutate({ params: { runId } }, { onError: notifyRefusal })
  if (run.status === 'waiting') {
    return (
      <div className={classes.progress}>
        <WaitingRun run={run} {...(may('sync') && { onCancel })} />
      </div>
    )
  }
  return (
    <Stack gap={4} className={classes.progress}>
      <ProgressLine
        label={run.status === 'queued' ? t`Waiting to start` : phaseWords(run.phase)}
        done={run.stepsDone}
        total={run.stepsTotal}
        unit={
          (run.stepsTotal ?? run.stepsDone) === 1 ? tc('progress')`step` : tc('progress')`steps`
        }
        isCancelling={cancel.isPending || cancel.isSuccess}
        {...(may('sync') && { onCancel })}
      />
      <Text size="xs" c="dimmed" component="div">
        {soFar(run)}
        {hasLink && (
          <>
            {' · '}
            <TextLink
              size="xs"
              underline="always"
              to="/runs/$runId"
              params={{ runId: String(runId) }}
            >
              {t`Details of this run`}
            </TextLink>
          </>
        )}
      </Text>
    </Stack>
  )
}

/** "about 9 s left · 64 requests · 5,412 events read, 310 a second · 312 new · 5,100 skipped". */
function soFar(run: Run): string {
  const now = pace(run, Date.now())
  const parts = [
    ...(now === null ? [] : [t`about ${duration(now.msLeft)} left`]),
    counted(run.requests, 'request'),
    readWords(run, now?.eventsPerSecond ?? null),
    t`${wholeNumber(run.eventsWritten)} new`,
    t`${wholeNumber(skippedCount(run))} skipped`,
  ]
  return parts.join(' · ')
}

function readWords({ eventsRead, kinds }: Run, perSecond: number | null): string {
  const count = wholeNumber(eventsRead)
  if (perSecond === null) {
    return kinds.includes('people')
      ? plural(eventsRead, msg`${count} record read`, msg`${count} records read`)
      : plural(eventsRead, msg`${count} event read`, msg`${count} events read`)
  }
  const rate = wholeNumber(perSecond)
  return kinds.includes('people')
    ? plural(
        eventsRead,
        msg`${count} record read, ${rate} a second`,
        msg`${count} records read, ${rate} a second`,
      )
    : plural(
        eventsRead,
        msg`${count} event read, ${rate} a second`,
        msg`${count} events read, ${rate} a second`,
      )
}

/** "Reading contacts: page 3": each of the two is the server's own, or a name in quotes. */
function phaseWords(phase: string): string {
  const [step = '', ...place] = phase.split(': ')
  return [step, place.join(': ')].filter(Boolean).map(said).join(': ')
}
