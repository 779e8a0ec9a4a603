import type { RemoteMark, RemoteValidity, ValidityPart } from '../../connectors/index.ts'
import type { Settlement } from '../../outbox/index.ts'
import type { Validity } from '../../people/index.ts'

/** What must be done now about a mark that nothing arrives, or why nothing. */
export type ValidityDeed =
  | { do: 'nothing'; settlement: Settlement }
  | { do: 'invalidate' }
  | { do: 'validate'; marks: readonly RemoteMark[] }

export interface ValiditySituation {
  /** As it is known here at this moment. */
  here: Pick<Validity, 'isValid' | 'confirmedAt'>
  /** What the system holds now. */
  remote: RemoteValidity | null
  /** What is known of our own marks there. */
  ours: OurMarks
  part: Pick<ValidityPart, 'keepsMark'>
  /** The vendor, for words. */
  title: string
}

export interface OurMarks {
  /** The address was marked by us, and nothing has shown since that it is not. */
  isOurs: boolean
  /** The moment of our mark, as it was read back; null: not known. */
  at: number | null
  /** Those of our words that the system holds. */
  words: ReadonlySet<string>
}

/**
 * What telling comes to, right before the call. An address that is invalid here is marked. A mark
 * is taken off where it is our own, or where a person has said here, later than it was made, that
 * the address is good: what somebody at the system said is not ours to take back. Pure.
 */
export function deedOfValidity(at: ValiditySituation): ValidityDeed {
  const deed = wantedOf(at)
  const cannot = at.remote?.cannot
  if (deed.do === 'nothing' || cannot === undefined) return deed
  return nothing('not_permitted', cannot, { whoMustAct: 'you' })
}

function wantedOf(at: ValiditySituation): ValidityDeed {
  const { here, remote, title } = at
  if (remote === null) return nothing('not_needed', `${title} does not know the address.`)
  const { permission, state } = remote
  if (!here.isValid) {
    return state === 'invalid'
      ? nothing('done', `${title} holds the address as invalid.`, {
          remote: permission,
          ...(at.ours.isOurs && at.ours.at === null && { remoteAt: newestOf(remote.marks) }),
        })
      : { do: 'invalidate' }
  }
  if (state === 'mailable') {
    return at.ours.isOurs
      ? nothing('done', `${title} holds the address as good.`, {
          remote: permission,
          isOurs: false,
        })
      : nothing('not_needed', `${title} does not hold the address as invalid.`)
  }
  const marks = remote.marks.filter((mark) => isOurMark(at, mark) || isOlder(mark, here))
  if (marks.length > 0) return { do: 'validate', marks }
  const outcome = `${title} itself says that nothing arrives there; nobody said otherwise since.`
  return nothing('not_needed', outcome, { remote: permission, isOurs: false })
}

/** Whether what was read back shows that a deed is done; null: it does not (yet). */
export function validitySettled(
  deed: Exclude<ValidityDeed, { do: 'nothing' }>,
  back: ValiditySituation,
): Settlement | null {
  const { remote, title } = back
  const held = remote && { remote: remote.permission }
  if (deed.do === 'invalidate' || remote === null) {
    const then = deedOfValidity({ ...back, here: { isValid: false, confirmedAt: null } })
    return then.do === 'nothing' ? then.settlement : null
  }
  const left = new Set(remote.marks.map(({ id }) => id))
  if (deed.marks.some(({ id }) => left.has(id))) return null
  const outcome =
    remote.state === 'mailable'
      ? `${title} holds the address as good.`
      : `${title} took our mark off; others there say themselves that nothing arrives.`
  return { status: 'done', outcome, ...held, isOurs: false }
}

/** The latest moment of them; null where one is not told. Pure. */
function newestOf(marks: readonly RemoteMark[]): number | null {
  const moments = marks.flatMap(({ at }) => at ?? [])
  return moments.length < marks.length || marks.length === 0 ? null : Math.max(...moments)
}

/** In doubt, when something was changed there later, it is the system's own. */
function isOurMark({ ours, part }: ValiditySituation, { at, mark }: RemoteMark): boolean {
  if (part.keepsMark) return mark !== undefined && ours.words.has(mark)
  return ours.isOurs && (at === null || ours.at === null || at <= ours.at)
}

function isOlder({ at }: RemoteMark, { confirmedAt }: ValiditySituation['here']): boolean {
  return confirmedAt !== null && (at === null || at < confirmedAt)
}

function nothing(
  status: Settlement['status'],
  outcome: string,
  more: Partial<Settlement> = {},
): ValidityDeed {
  return { do: 'nothing', settlement: { status, outcome, ...more } }
}
