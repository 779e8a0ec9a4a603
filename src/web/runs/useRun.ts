import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { refresh, useAnswer } from '../api.ts'
import { isOpen } from './words.ts'

/** How often an open run is asked how far it is. */
const LIVE_MS = 1_500

/** Follows one run while it is open; when it ends, whatever it may have moved is read again. */
export function useRun(runId: number) {
  const queryClient = useQueryClient()
  const answer = useAnswer(
    'runs.show',
    { params: { runId } },
    { every: (run) => (run === undefined || isOpen(run) ? LIVE_MS : false) },
  )
  const isLive = answer.data === undefined ? undefined : isOpen(answer.data)
  const wasLive = useRef(false)
  useEffect(() => {
    if (wasLive.current && isLive === false) {
      void refresh(queryClient, [
        'campaigns.show',
        'campaigns.list',
        'connections.show',
        'connections.list',
        'runs.list',
        'problems.groups',
        'problems.list',
        'problems.count',
      ])
    }
    wasLive.current = isLive === true
  }, [isLive, queryClient])
  return answer
}
