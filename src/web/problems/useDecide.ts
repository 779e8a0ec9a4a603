import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../api.ts'
import { said } from '../languages/said.ts'
import { notifyDone } from '../refusals.ts'

export type Decision = 'retry' | 'ignore' | 'reopen'

/** What shows problems, and is read again after a decision. */
export const SHOWS_PROBLEMS = ['problems.groups', 'problems.list', 'problems.count'] as const

/** Decides for one problem, or sets a whole group's decision in motion as a task. */
export function useDecide() {
  const queryClient = useQueryClient()
  const [isWorking, setWorking] = useState(false)

  async function during(work: () => Promise<void>): Promise<void> {
    setWorking(true)
    try {
      await work()
    } finally {
      setWorking(false)
      await refresh(queryClient, [...SHOWS_PROBLEMS, 'tasks.list'])
    }
  }

  return {
    isWorking,
    decide: (problemId: number, decision: Decision) =>
      during(async () => {
        const answer = await call('problems.decide', { params: { problemId }, body: { decision } })
        notifyDone(said(answer.sentence))
      }),
    decideGroup: (group: string, decision: Decision) =>
      during(async () => {
        await call('problems.decideGroup', { params: { group }, body: { decision } })
      }),
    fix: (problemId: number, value: string) =>
      during(async () => {
        const answer = await call('problems.fix', { params: { problemId }, body: { value } })
        notifyDone(said(answer.sentence))
      }),
  }
}
