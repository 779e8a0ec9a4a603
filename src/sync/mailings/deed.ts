/** What is to be done next of a campaign at its ESP. Pure: no deed is chosen anywhere else. */
import { contentDifferences, differencesOf, listDifferences } from '../../campaigns/index.ts'
import type { RemoteMailing } from '../../connectors/index.ts'
import { noMaster, towardsMaster } from './copy-deed.ts'
import { inDoubt } from './doubt.ts'
import { isUnderWay, once, settle, stuck, tooLate, wishedOf, wishedThere } from './settled.ts'
import type { Deed, Situation } from './situation.ts'

/** Who must not get it is waited for so long to be off the ESP's lists: it is told of them too. */
const OFF_WITHIN_MS = 10 * 60_000
/** And no longer than until so shortly before it is sent. */
const TAKE_BACK_BEFORE_MS = 20 * 60_000

/** Sent at once, a campaign may still be told as a draft for so long. */
const STARTS_WITHIN_MS = 10 * 60_000

/** The next deed towards what is wished of a campaign, given what its ESP holds. */
export function deedOf(at: Situation): Deed {
  const { draft, remote, title } = at
  if (draft.telling !== 'waiting' || draft.wish === 'kept') return settle(at, '')
  const doubt = inDoubt(at)
  if (doubt !== null) return doubt
  switch (draft.wish) {
    case 'drafted':
      return at.isCopy ? towardsMaster(at) : towardsDraft(at)
    case 'scheduled':
      if (draft.launch !== 'taken') return towardsSending(at)
      return settle(at, `${title} took it, and tells no program how it goes on: look there.`)
    case 'unscheduled':
      if (remote?.status === 'scheduled') return unscheduled(at)
      if (isUnderWay(remote)) return tooLate(at)
      if (at.audience?.takenBack) return stuck(at, at.audience.takenBack, AGAIN)
      return settle(at, at.isCopy ? 'It was not sent.' : `It is a draft at ${title} again.`)
    case 'discarded':
      if (remote === null || remote.isMaster) {
        return { ...settle(at, `${title} has none of it.`), differences: [] }
      }
      if (isUnderWay(remote)) return tooLate(at)
      if (remote.status === 'scheduled') return unscheduled(at)
      if (at.part.remove !== undefined) return once(at, { do: 'remove' })
      return stuck(at, `It is still at ${title}, which lets no program take a campaign away.`, {
        remedy: `Delete it at ${title}; then discard it again.`,
      })
  }
}

function towardsDraft(at: Situation): Deed {
  const { draft, remote, part, title, isUpdateRefused } = at
  if (remote === null) {
    const isFirst = draft.externalId === null
    return once(at, isFirst ? { do: 'create' } : { do: 'replace', isStillThere: false })
  }
  if (isUnderWay(remote)) return tooLate(at)
  if (remote.status === 'scheduled') {
    return stuck(at, `It is scheduled at ${title}, so nothing of it was changed.`, {
      remedy: 'Take back the schedule first.',
    })
  }
  const content = contentDifferences(wishedThere(draft), remote)
  const isDue = content.length > 0 || !isTold(at, remote)
  const isFixed = isUpdateRefused || part.update === undefined || remote.content === null
  if (isDue && isFixed) return once(at, { do: 'replace', isStillThere: true })
  if (isDue && !at.done.has('update')) return { do: 'update' }
  const lists = listDifferences(wishedOf(draft), remote)
  if (lists.length > 0 && part.setLists !== undefined && !at.done.has('set_lists')) {
    return { do: 'set_lists' }
  }
  const [externalId] = draft.toRemove
  if (externalId !== undefined && part.remove !== undefined) {
    return { do: 'remove_replaced', externalId }
  }
  return settle(at, '')
}

function towardsSending(at: Situation): Deed {
  const { draft, remote, title, now } = at
  if (remote === null) {
    if (at.isCopy) return noMaster(at)
    return stuck(at, `${title} has no draft of it any more, so nothing was scheduled.`, {
      remedy: `Sync it with ${title}; then schedule it again.`,
    })
  }
  if (isUnderWay(remote)) return settle(at, '')
  if (remote.status === 'scheduled') {
    const isSo = draft.sendAt === null || isSameMoment(draft.sendAt, remote.scheduledFor)
    return isSo ? whileScheduled(at) : unscheduled(at)
  }
  // The list of an audience of ours is made only now, and set below.
  const differences =
    draft.whom === null
      ? differencesOf(wishedOf(draft), remote)
      : contentDifferences(wishedThere(draft), remote)
  if (differences.length > 0 || !isTold(at, remote)) {
    return stuck(at, `${title} does not hold what is written here, so nothing was scheduled.`, {
      remedy: `Sync it with ${title}; then schedule it again.`,
    })
  }
  if (draft.sendAt !== null && draft.sendAt <= now) {
    return stuck(at, 'The moment of sending passed before it could be scheduled.', {
      remedy: 'Schedule it again.',
    })
  }
  if (at.suppressed > 0) {
    const outcome =
      at.suppressed === 1
        ? 'One member of its lists must get no campaign, so nothing was scheduled.'
        : `${at.suppressed} members of its lists must get no campaign, so nothing was scheduled.`
    return stuck(at, outcome, {
      remedy:
        'They are on a suppression list here: a segment of both lists shows who. Take them off the '
        + "service's list; then schedule it again.",
    })
  }
  if (at.untold > 0) {
    const outcome =
      at.untold === 1
        ? `One member of its lists opted out, and ${title} does not know it yet.`
        : `${at.untold} members of its lists opted out, and ${title} does not know it yet.`
    return stuck(at, outcome, {
      remedy:
        'It is told as soon as it can be; what waits for an approval stands under Going out of the '
        + 'connection. Then schedule the campaign again.',
    })
  }
  const calledAt = draft.sendAt === null ? draft.scheduleCalledAt : null
  if (calledAt !== null && now - calledAt < STARTS_WITHIN_MS) return { do: 'look_again' }
  if (at.audience?.isCompared === false) return { do: 'prepare' }
  if (at.audience !== null && at.audience.reasons.length > 0) {
    return { do: 'hold', reasons: at.audience.reasons }
  }
  if (listDifferences(wishedOf(draft), remote).length > 0) return once(at, { do: 'set_lists' })
  return once(at, { do: 'schedule', at: draft.sendAt ?? 'now' })
}

/**
 * Scheduled there as it is wished. The look right before the sending holds it as the first one
 * does. Somebody who came to be one that must not get it has to be off its lists in time; else it
 * is not sent.
 */
function whileScheduled(at: Situation): Deed {
  const { draft, audience, title, now } = at
  if (audience === null) return settle(at, '')
  if (audience.isCompared && audience.look !== 'first') {
    if (audience.reasons.length > 0) return unscheduled(at)
    return settle(at, audience.told.join(' '))
  }
  if (audience.isCompared && audience.barred === 0) return settle(at, '')
  if (audience.noticedAt === null) {
    return audience.isCompared ? settle(at, '') : { do: 'prepare' }
  }
  const isNear = draft.sendAt !== null && draft.sendAt - now < TAKE_BACK_BEFORE_MS
  const isLate = audience.isCompared && now - audience.noticedAt > OFF_WITHIN_MS
  if (isNear || isLate) {
    const reason =
      `Somebody on its lists must not get it any more, and ${title} would send it: it was taken `
      + 'back.'
    return { do: 'take_back', reason }
  }
  return { do: 'prepare' }
}

/** Where an ESP does not tell all it holds, it has to have been told this version. */
function isTold({ draft, done, isUpdateRefused }: Situation, remote: RemoteMailing): boolean {
  if (remote.untold === undefined || draft.toldVersion === draft.version) return true
  const isUpdated = done.has('update') && !isUpdateRefused
  return done.has('create') || done.has('replace') || isUpdated
}

function unscheduled(at: Situation): Deed {
  const { title, part } = at
  if (part.unschedule !== undefined) return once(at, { do: 'unschedule' })
  return stuck(at, `It is scheduled at ${title}, which lets nobody take that back from outside.`, {
    remedy: `Take it back at ${title}, before the moment it is sent.`,
  })
}

const AGAIN = {
  remedy:
    'Its audience shows who it is. Schedule it again: whoever it is meant for is frozen anew.',
}

/** Vendors keep moments by the second. */
function isSameMoment(at: number, told: number | null): boolean {
  return told === null || Math.floor(at / 1000) === Math.floor(told / 1000)
}
