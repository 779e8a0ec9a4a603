import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClock,
  IconPoint,
  IconRobot,
  type Icon,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './StateBadge.module.css'

/** What a colour means: acknowledged, waiting or at risk, needs somebody, machine, nothing. */
export type Tone = 'good' | 'waiting' | 'bad' | 'machine' | 'plain'

const ICONS: Record<Tone, Icon> = {
  good: IconCircleCheck,
  waiting: IconClock,
  bad: IconAlertTriangle,
  machine: IconRobot,
  plain: IconPoint,
}

interface StateBadgeProps {
  tone: Tone
  /** The word; the colour never stands alone. */
  children: ReactNode
  icon?: Icon
}

/** A state as icon and word. */
export function StateBadge({ tone, children, icon }: StateBadgeProps) {
  const Icon = icon ?? ICONS[tone]
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={14} stroke={2} aria-hidden />
      {children}
    </span>
  )
}
