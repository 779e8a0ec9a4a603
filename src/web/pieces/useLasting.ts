import { useEffect, useState } from 'react'

/** What passes sooner is not told of: an answer mostly comes by then. */
const AFTER_MS = 150

/**
 * Whether something has been so for a while. A timer, not a transition with a delay: that one makes
 * a layer of a whole table in the very frame that answers a key or a click.
 */
export function useLasting(isSo: boolean): boolean {
  const [lasts, setLasts] = useState(false)
  useEffect(() => {
    if (!isSo) return
    const timer = setTimeout(() => setLasts(true), AFTER_MS)
    return () => {
      clearTimeout(timer)
      setLasts(false)
    }
  }, [isSo])
  return isSo && lasts
}
