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
import { t, tc } from '../languages/messages.ts'
import type { Entry } from './timeline.ts'

interface KindWords {
  /** For the filter. */
  plural: string
  /** Before the campaign's name. */
  verb: string
  /** As verb, behind somebody's name. */
  verbOfSomebody: string
  icon: Icon
}

/** How each kind of event is told. */
export const KINDS: Record<Entry['kind'], KindWords> = {
  sent: {
    plural: t`Sent`,
    verb: tc('timeline')`Was sent`,
    verbOfSomebody: tc('timeline')`was sent`,
    icon: IconSend,
  },
  delivered: {
    plural: t`Delivered`,
    verb: tc('timeline')`Received`,
    verbOfSomebody: tc('timeline')`received`,
    icon: IconCheck,
  },
  open: {
    plural: t`Opens`,
    verb: tc('timeline')`Opened`,
    verbOfSomebody: tc('timeline')`opened`,
    icon: IconMailOpened,
  },
  click: {
    plural: t`Clicks`,
    verb: tc('timeline')`Clicked in`,
    verbOfSomebody: tc('timeline')`clicked in`,
    icon: IconClick,
  },
  forward: {
    plural: t`Forwards`,
    verb: tc('timeline')`Forwarded`,
    verbOfSomebody: tc('timeline')`forwarded`,
    icon: IconArrowForwardUp,
  },
  bounce: {
    plural: t`Bounces`,
    verb: tc('timeline')`Bounced:`,
    verbOfSomebody: tc('timeline')`bounced:`,
    icon: IconMailX,
  },
  opt_out: {
    plural: t`Opt-outs`,
    verb: tc('timeline')`Opted out through`,
    verbOfSomebody: tc('timeline')`opted out through`,
    icon: IconBellOff,
  },
  complaint: {
    plural: t`Complaints`,
    verb: tc('timeline')`Complained about`,
    verbOfSomebody: tc('timeline')`complained about`,
    icon: IconAlertTriangle,
  },
}
