import { useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

/**
 * What was pressed often goes with the screen it stood on, and the focus with it: the keyboard
 * would begin at the top of the page, before the rail. It goes on within the new screen instead.
 */
export function useFocusKept(): void {
  const place = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.href })
  const before = useRef(place)
  useEffect(() => {
    const isFirst = before.current === undefined
    before.current = place
    if (isFirst) return undefined
    // By the second frame the old screen is gone, and a field that wants the focus has it.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(keepFocus)
    })
    return () => cancelAnimationFrame(frame)
  }, [place])
}

function keepFocus(): void {
  if (document.activeElement !== document.body) return
  document.getElementById('main')?.focus({ preventScroll: true })
}
