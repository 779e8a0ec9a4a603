import { useEffect, useRef, type RefObject } from 'react'
import type { MoreRows } from './DataTable.tsx'

/** How far before the end the next page is asked for. */
const AHEAD = '400px'

/**
 * Asks for more rows as soon as the end of the frame comes near, and not by itself again where that
 * failed; answers the ref of that end.
 */
export function useReach(frame: RefObject<HTMLElement | null>, more: MoreRows | undefined) {
  const end = useRef<HTMLDivElement>(null)
  const latest = useRef(more)
  useEffect(() => {
    latest.current = more
  })
  const isWaiting = Boolean(more?.has && !more.isLoading && !more.error)
  useEffect(() => {
    if (!isWaiting || !end.current) return
    const watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) latest.current?.load()
      },
      { root: frame.current, rootMargin: AHEAD },
    )
    watcher.observe(end.current)
    return () => watcher.disconnect()
  }, [isWaiting, frame])
  return end
}
