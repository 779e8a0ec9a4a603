import { useEffect, type RefObject } from 'react'

/**
 * Marks a frame that is swept sideways with where more of it is (`data-more-before`,
 * `data-more-after`), for aside.module.css to show: a phone shows no scroll bar.
 */
export function useMoreAside(frame: RefObject<HTMLElement | null>, isThere = true): void {
  useEffect(() => {
    const { current } = frame
    if (!isThere || !current) return
    const look = () => {
      const after = current.scrollWidth - current.clientWidth - current.scrollLeft
      current.toggleAttribute('data-more-before', current.scrollLeft > 1)
      current.toggleAttribute('data-more-after', after > 1)
    }
    const sizes = new ResizeObserver(look)
    for (const each of [current, ...current.children]) sizes.observe(each)
    current.addEventListener('scroll', look, { passive: true })
    return () => {
      sizes.disconnect()
      current.removeEventListener('scroll', look)
    }
  }, [frame, isThere])
}
