/** How a campaign and its mailing stand, and what may be done next. */
import type { Look } from '../../audience/index.ts'
import type { Difference, Draft } from '../../campaigns/index.ts'
import type { MailingsPart, RemoteMailing } from '../../connectors/index.ts'

export type Deed =
  | { do: 'create' }
  | { do: 'replace'; isStillThere: boolean }
  | { do: 'update' }
  | { do: 'set_lists' }
  | { do: 'remove_replaced'; externalId: string }
  | { do: 'schedule'; at: number | 'now' }
  | { do: 'unschedule' }
  | { do: 'remove' }
  /** Of a copy: what its master says becomes what is written here. */
  | { do: 'take_over' }
  /** Freeze whom it is meant for, make and fill its list, read the ESP's lists: what is next. */
  | { do: 'prepare' }
  /** It waits for a person, or for what a person asked for. */
  | { do: 'hold'; reasons: string[] }
  /** It must not be sent as it is scheduled. */
  | { do: 'take_back'; reason: string }
  | { do: 'look_again' }
  | { do: 'settle'; outcome: string; remedy?: string; differences: Difference[]; isHeld: boolean }

export interface Situation {
  draft: Draft
  /** As it was read this moment; null: the ESP has none, or has removed it. */
  remote: RemoteMailing | null
  part: Pick<MailingsPart, 'update' | 'setLists' | 'schedule' | 'launch' | 'unschedule' | 'remove'>
  /** It is a copy of a mailing that was prepared there, and made by being sent. */
  isCopy: boolean
  title: string
  /** What was done this turn: nothing is done twice. */
  done: ReadonlySet<Deed['do']>
  /** The ESP refused to change the draft. */
  isUpdateRefused: boolean
  /** Members of its lists who are on a suppression list here. */
  suppressed: number
  /** Members of its lists whose opt-out the ESP has not acknowledged. */
  untold: number
  /** Whom it is meant for, against what the ESP holds; null: it is not about to be sent. */
  audience: AudienceStand | null
  now: number
}

/** How far the audience of a campaign is. */
export interface AudienceStand {
  /** It was frozen, and compared with what the ESP holds. */
  isCompared: boolean
  /** The look at the ESP's lists it stands by. */
  look: Look
  /** Why the campaign is held, one sentence a reason. */
  reasons: string[]
  /** What holds nothing, as the firm chose. */
  told: string[]
  /** Members of its lists who must not get it, and the ESP would send it to them. */
  barred: number
  /** Since when that is known, epoch ms; null: nobody came to be one since it was scheduled. */
  noticedAt: number | null
  /** Why Homing took back its schedule; empty: it did not. */
  takenBack: string
}
