import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { RouteName } from '../../api/contract/index.ts'
import { refresh } from '../api.ts'

/**
 * Reads the routes again when the number they belong to has moved, so that the number stays the
 * list; rows on screen are not asked for while nothing happens.
 */
export function useMoved(number: string, routes: RouteName[]): void {
  const queryClient = useQueryClient()
  const before = useRef(number)
  const names = useRef(routes)
  useEffect(() => {
    if (before.current === number) return
    before.current = number
    void refresh(queryClient, names.current)
  }, [number, queryClient])
}
