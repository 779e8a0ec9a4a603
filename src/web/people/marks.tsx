import { IconAlertTriangle, IconBellOff, IconMailX } from '@tabler/icons-react'
import { StateBadge } from '../pieces/StateBadge.tsx'

/** The person said no: nothing is broken, and nobody may write. */
export function OptedOutMark() {
  return (
    <StateBadge tone="bad" icon={IconBellOff}>
      Opted out
    </StateBadge>
  )
}

/** Reported a mailing as spam: only what is transactional may be sent. */
export function ComplainedMark() {
  return (
    <StateBadge tone="bad" icon={IconAlertTriangle}>
      Complained
    </StateBadge>
  )
}

/** Mail to the address does not arrive: somebody has to correct it. */
export function InvalidMark() {
  return (
    <StateBadge tone="bad" icon={IconMailX}>
      Invalid address
    </StateBadge>
  )
}
