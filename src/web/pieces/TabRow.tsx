import { Tabs, type TabsListProps } from '@mantine/core'
import { useEffect, useRef } from 'react'
import classes from './sides.module.css'

interface TabRowProps extends TabsListProps {
  /** The tab that is open. */
  open: string
}

/**
 * The tabs of a screen. Where they do not all fit they are swept, a shade tells that there are
 * more, and the one that is open is in sight: also when an address opened it.
 */
export function TabRow({ open, children, ...given }: TabRowProps) {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const list = row.current
    const tab = list?.querySelector<HTMLElement>('[role="tab"][data-active]')
    if (!list || !tab) return
    // Not scrollIntoView: that would move the page as well.
    const middle = tab.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2
    list.scrollTo({ left: middle })
  }, [open])
  return (
    <Tabs.List ref={row} mb="md" className={classes.sides} {...given}>
      {children}
    </Tabs.List>
  )
}
