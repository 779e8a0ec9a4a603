import type { ConsentPart, RemoteConsent, RemoteGroup } from '../../connectors/index.ts'
import type { HoldsElsewhere } from '../../consent/index.ts'
import type { DueWriteBack, Settlement } from '../../outbox/index.ts'

/** What must be done now, or why nothing. */
export type Deed =
  | { do: 'nothing'; settlement: Settlement }
  | { do: 'opt_out' }
  | { do: 'leave'; groups: RemoteGroup[] }
  | { do: 'resubscribe' }
  | { do: 'replace_address' }

export interface Situation {
  row: Pick<DueWriteBack, 'kind' | 'wanted' | 'topicId' | 'mark'>
  /** By the facts as they are now, of the address in its row. */
  holds: HoldsElsewhere
  /** What the system holds now; of a corrected address: under the old one. */
  remote: RemoteConsent | null
  /** Of the topic: what stands for it there. */
  groups: readonly RemoteGroup[]
  /** Somebody else still uses the address that was corrected. */
  isShared: boolean
  part: Pick<ConsentPart, 'tellsNoLists' | 'leave' | 'resubscribe' | 'replaceAddress'>
  /** The vendor, for words. */
  title: string
}

/**
 * What a write-back comes to, right before the call: what was wished for when it was written counts
 * only as far as it still holds. Nothing of it puts anybody on a list, and only an opt-in that is
 * newer than the opt-out there brings anybody back. Pure.
 */
export function deedOf(at: Situation): Deed {
  const deed = deedByFacts(at)
  const { takesNoWish } = at.remote ?? {}
  if (deed.do === 'nothing' || takesNoWish === undefined) return deed
  return nothing('not_permitted', takesNoWish)
}

function deedByFacts(at: Situation): Deed {
  const { row, remote, title } = at
  if (remote === null) return nothing('not_needed', `${title} does not know the address.`)
  if (row.kind === 'address') return deedOfMove(at, remote)
  if (row.topicId !== null) return deedOfTopic(at, remote)
  if (at.holds.state === 'out') {
    return remote.state === 'opted_out'
      ? nothing('done', `${title} holds the opt-out.`, remote.permission)
      : { do: 'opt_out' }
  }
  return row.wanted === 'in'
    ? deedOfReturn(at, remote)
    : nothing('not_needed', 'It no longer holds: the opt-out was lifted.')
}

function deedOfReturn(at: Situation, remote: RemoteConsent): Deed {
  const { holds, part, title, row } = at
  if (holds.state !== 'in') return nothing('not_needed', 'The wish no longer holds.')
  if (remote.state === 'mailable') {
    // Whatever stands there later is no opt-out of ours.
    return nothing('done', `${title} mails the address.`, remote.permission, { isOurs: false })
  }
  if (remote.state === 'pending') return { do: 'nothing', settlement: confirming(title, remote) }
  const isNewer = remote.optedOutAt !== null && remote.optedOutAt > holds.fact.occurredAt
  if (isNewer && remote.mark !== row.mark) {
    return nothing('not_needed', `The person opted out at ${title} after asking to come back.`)
  }
  if (remote.takesNobodyBack !== undefined) {
    return nothing('not_permitted', remote.takesNobodyBack)
  }
  if (part.resubscribe === undefined) {
    return nothing('not_permitted', `${title} lets nobody but the person come back.`)
  }
  return { do: 'resubscribe' }
}

function deedOfTopic({ holds, groups, part, title }: Situation, remote: RemoteConsent): Deed {
  if (holds.state !== 'out') return nothing('not_needed', 'The topic was not left, or no longer.')
  if (part.tellsNoLists && groups.some(({ kind }) => kind !== 'category')) {
    const outcome = `${title} does not tell which of its lists the address is on.`
    return nothing('not_permitted', outcome)
  }
  const held = groups.filter((group) => isOn(remote, group))
  if (held.length === 0) return nothing('done', `At ${title} the address is on none of its lists.`)
  if (part.leave === undefined) {
    return nothing('not_permitted', `Homing cannot take anybody off a list of ${title}.`)
  }
  return { do: 'leave', groups: held }
}

/** An address nobody may write to is put nowhere: then the contact is opted out as it stands. */
function deedOfMove({ holds, isShared, part, title }: Situation, remote: RemoteConsent): Deed {
  if (isShared) return nothing('not_needed', 'Somebody else still uses the old address.')
  if (holds.state === 'out') {
    return remote.state === 'opted_out'
      ? nothing('done', `${title} holds the opt-out, under the old address.`, remote.permission)
      : { do: 'opt_out' }
  }
  if (part.replaceAddress === undefined) {
    return nothing('not_permitted', `Homing cannot correct an address at ${title}.`)
  }
  return { do: 'replace_address' }
}

/** Whether what was read back shows that a deed is done; null: it does not (yet). */
export function settlementOf(
  deed: Exclude<Deed, { do: 'nothing' }>,
  back: RemoteConsent | null,
  { part, title }: Pick<Situation, 'part' | 'title'>,
): Settlement | null {
  if (back === null) return { status: 'not_needed', outcome: `${title} no longer has the contact.` }
  const remote = back.permission
  const done = (outcome: string): Settlement => ({ status: 'done', outcome, remote })
  switch (deed.do) {
    case 'opt_out':
      return back.state === 'opted_out'
        ? { ...done(`${title} holds the opt-out.`), remoteAt: back.optedOutAt, isOurs: true }
        : null
    case 'leave': {
      const isStillOn = deed.groups.some((left) => isOn(back, left))
      return isStillOn ? null : done(`${title} took the address off the list.`)
    }
    case 'resubscribe':
      if (back.state === 'mailable') {
        return { ...done(`${title} mails the address again.`), isOurs: false }
      }
      return part.resubscribe?.takes === 'confirmation' ? confirming(title, back) : null
    case 'replace_address':
      return done(`${title} has the new address.`)
  }
}

/** Ids are of a kind: a list and a category may have the same one. */
function isOn({ groups }: RemoteConsent, { kind, id }: RemoteGroup): boolean {
  return groups.some((one) => one.kind === kind && one.id === id)
}

function confirming(title: string, remote: RemoteConsent): Settlement {
  const outcome = `${title} waits for the person's confirmation.`
  return { status: 'confirming', outcome, remote: remote.permission }
}

function nothing(
  status: Settlement['status'],
  outcome: string,
  remote?: string,
  more: Pick<Settlement, 'isOurs'> = {},
): Deed {
  return {
    do: 'nothing',
    settlement: { status, outcome, ...(remote !== undefined && { remote }), ...more },
  }
}
