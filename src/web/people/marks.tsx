import { IconAlertTriangle, IconBellOff, IconMailX } from '@tabler/icons-react'
import { t } from '../languages/messages.ts'
import { StateBadge } from '../pieces/StateBadge.tsx'

/** The person said no: nothing is broken, and nobody may write. */
export function OptedOutMark() {
  return (
    <StateBadge tone="bad" icon={IconBellOff}>
      {t`Opted out`}
    </StateBadge>
  )
}

/** Reported a mailing as spam: only what is transactional may be sent. */
export function ComplainedMark() {
  return (
    <StateBadge tone="bad" icon={IconAlertTriangle}>
      {t`Complained`}
    </StateBadge>
  )
}

/** Mail to the address does not arrive: somebody has to correct it. */
export function InvalidMark() {
  return (
    <StateBadge tone="bad" icon={IconMailX}>
      {t`Invalid address`}
    </StateBadge>
  )
}
