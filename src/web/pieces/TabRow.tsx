import { Tabs, type TabsListProps } from '@mantine/core'
import { useEffect, useRef } from 'react'
import classes from './aside.module.css'
import { useMoreAside } from './useMoreAside.ts'

interface TabRowProps extends TabsListProps {
  /** The tab that is open. */
  at: string
}

/** The names of the tabs in a row that is swept where it is too long; the open one is in sight. */
export function TabRow({ at, children, ...given }: TabRowProps) {
  const row = useRef<HTMLDivElement>(null)
  useMoreAside(row)
  useEffect(() => {
    const tab = row.current?.querySelector<HTMLElement>('[role="tab"][data-active]')
    if (!row.current || !tab) return
    const frame = row.current.getBoundingClientRect()
    const place = tab.getBoundingClientRect()
    // Not scrollIntoView, which moves the page too.
    row.current.scrollLeft += place.left + place.width / 2 - (frame.left + frame.width / 2)
  }, [at])
  return (
    <Tabs.List ref={row} className={classes.aside} {...given}>
      {children}
    </Tabs.List>
  )
}
