import { useLayoutEffect, useRef, type FocusEvent, type RefObject } from 'react'

/**
 * Whoever had the focus on what asks for more goes on at the first row that came of it: the button
 * is now behind all of them, or gone, and would take the focus with it. Answers what is to hear of
 * each focus within the frame.
 */
export function useStay(
  frame: RefObject<HTMLElement | null>,
  end: RefObject<HTMLElement | null>,
  count: number,
) {
  const isAtEnd = useRef(false)
  const had = useRef(count)
  useLayoutEffect(() => {
    const first = had.current
    had.current = count
    if (!isAtEnd.current || count <= first || !isNowhere(end.current)) return
    frame.current?.querySelectorAll<HTMLElement>('tr[data-row]')[first]?.focus()
  }, [count, frame, end])
  return ({ target }: FocusEvent<HTMLElement>) => {
    isAtEnd.current = end.current?.contains(target) ?? false
  }
}

/** Still there, or lost with what had it; who has gone on elsewhere is left alone. */
function isNowhere(end: HTMLElement | null): boolean {
  const { activeElement } = document
  return activeElement === document.body || (end?.contains(activeElement) ?? false)
}
