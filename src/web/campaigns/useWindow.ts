import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { AnswerTo } from '../api.ts'
import { readWindow, windowWords, type Window } from './window.ts'

const route = getRouteApi('/inside/campaigns/$campaignId')

export type Campaign = AnswerTo<'campaigns.show'>
export type BounceCode = NonNullable<Campaign['bounceClasses']>[number]

/** keep: filters stay, and no new step for Back. leave: another place, filters are left behind. */
export type Change = (part: Partial<Window>, how?: 'keep' | 'leave') => void

/** What each part of the window is given. */
export interface PanelProps {
  campaign: Campaign
  window: Window
  change: Change
}

/** The window's state as its address has it, and the one way to change it. */
export function useWindow(): { window: Window; change: Change } {
  const words = route.useSearch()
  const navigate = route.useNavigate()
  const window = useMemo(() => readWindow(words), [words])
  const change = useCallback<Change>(
    (part, how = 'keep') =>
      void navigate({
        search: (now) => {
          const before = readWindow(now)
          const kept = how === 'keep' ? before : { audience: before.audience, step: before.step }
          return windowWords({ ...kept, ...part })
        },
        replace: how === 'keep',
        resetScroll: false,
      }),
    [navigate],
  )
  return { window, change }
}
