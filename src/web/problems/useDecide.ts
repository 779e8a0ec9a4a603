import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../api.ts'
import { counted } from '../pieces/format.ts'
import { notifyDone } from '../refusals.ts'
import type { Problem } from './groups.ts'

export type Decision = 'retry' | 'ignore'

/**
 * Decides for one problem or for several, one after the other; stops at the first refusal. Tells
 * what came of it in the server's words for one, in numbers for several.
 */
export function useDecide() {
  const queryClient = useQueryClient()
  const [isWorking, setWorking] = useState(false)

  async function decide(problems: Pick<Problem, 'id'>[], decision: Decision): Promise<void> {
    setWorking(true)
    const answers: { status: Problem['status']; sentence: string }[] = []
    try {
      for (const { id } of problems) {
        const params = { problemId: id }
        answers.push(await call('problems.decide', { params, body: { decision } }))
      }
      notifyDone(wordsOf(answers))
    } finally {
      setWorking(false)
      await refresh(queryClient, ['problems.list', 'problems.count'])
    }
  }

  return { decide, isWorking }
}

function wordsOf(answers: { status: Problem['status']; sentence: string }[]): string {
  if (answers.length === 1) return answers[0]!.sentence
  const told = (status: Problem['status'], words: string) => {
    const count = answers.filter((answer) => answer.status === status).length
    return count === 0 ? [] : [`${counted(count, 'record')} ${words}`]
  }
  const parts = [
    ...told('resolved', 'resolved'),
    ...told('ignored', 'ignored'),
    ...told('open', 'still open'),
  ]
  return `${parts.join(', ')}.`
}
