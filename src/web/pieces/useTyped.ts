import { useDebouncedCallback } from '@mantine/hooks'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

const PAUSE_MS = 200

/**
 * Tells what was typed once somebody pauses. Whoever opens another screen meanwhile has found what
 * they looked for: they are not called back.
 */
export function useTyped(tell: (words: string | undefined) => void) {
  const router = useRouter()
  const typed = useDebouncedCallback((words: string) => tell(words.trim() || undefined), PAUSE_MS)
  useEffect(() => router.subscribe('onBeforeNavigate', () => typed.cancel()), [router, typed])
  return typed
}
