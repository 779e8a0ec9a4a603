import { useEffect, type RefObject } from 'react'

const STEPS: Record<string, number> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }

/**
 * J and K walk the rows (`[data-row]`) of a list; arrows do once the focus is in it. With several
 * lists on a page the one with the focus walks, else the first.
 */
export function useWalk(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const step = STEPS[event.key]
      if (!step || event.ctrlKey || event.metaKey || event.altKey || !list.current) return
      if (isTyping(event.target) || document.querySelector('[aria-modal="true"]')) return
      const isInside = list.current.contains(document.activeElement)
      if (event.key.startsWith('Arrow') && !isInsideRow(list.current)) return
      if (!isInside && walker() !== list.current) return
      event.preventDefault()
      move(list.current, step)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [list])
}

function walker(): Element | null {
  const focused = document.activeElement?.closest('[data-walk]')
  return focused ?? document.querySelector('[data-walk]')
}

function isInsideRow(list: HTMLElement): boolean {
  return list.contains(document.activeElement?.closest('[data-row]') ?? null)
}

function move(list: HTMLElement, step: number): void {
  const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')]
  const here = rows.findIndex((row) => row.contains(document.activeElement))
  const next = here === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, here + step))
  rows[next]?.focus()
  rows[next]?.scrollIntoView({ block: 'nearest' })
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement)
    return !['radio', 'checkbox', 'button'].includes(target.type)
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName)
}
