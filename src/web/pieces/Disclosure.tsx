import { Button, Collapse } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

interface DisclosureProps {
  label: string
  /** Shown whether it was opened or not: something within needs to be seen. */
  mustShow?: boolean
  children: ReactNode
}

/** What few need to see: one click away, in its place. */
export function Disclosure({ label, mustShow = false, children }: DisclosureProps) {
  const [isOpen, setOpen] = useState(false)
  const isShown = isOpen || mustShow
  const Chevron = isShown ? IconChevronDown : IconChevronRight
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        aria-expanded={isShown}
        onClick={() => setOpen(!isOpen)}
        leftSection={<Chevron size={14} aria-hidden />}
      >
        {label}
      </Button>
      <Collapse expanded={isShown}>{children}</Collapse>
    </div>
  )
}
