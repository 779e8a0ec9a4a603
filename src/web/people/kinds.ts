import {
  IconAlertTriangle,
  IconArrowForwardUp,
  IconBellOff,
  IconCheck,
  IconClick,
  IconMailOpened,
  IconMailX,
  IconSend,
  type Icon,
} from '@tabler/icons-react'
import type { Entry } from './timeline.ts'

interface KindWords {
  /** For the filter. */
  plural: string
  /** Before the campaign's name. */
  verb: string
  icon: Icon
}

/** How each kind of event is told. */
export const KINDS: Record<Entry['kind'], KindWords> = {
  sent: { plural: 'Sent', verb: 'Was sent', icon: IconSend },
  delivered: { plural: 'Delivered', verb: 'Received', icon: IconCheck },
  open: { plural: 'Opens', verb: 'Opened', icon: IconMailOpened },
  click: { plural: 'Clicks', verb: 'Clicked in', icon: IconClick },
  forward: { plural: 'Forwards', verb: 'Forwarded', icon: IconArrowForwardUp },
  bounce: { plural: 'Bounces', verb: 'Bounced:', icon: IconMailX },
  opt_out: { plural: 'Opt-outs', verb: 'Opted out through', icon: IconBellOff },
  complaint: { plural: 'Complaints', verb: 'Complained about', icon: IconAlertTriangle },
}
