import type { By } from '../../connections/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { spool } from '../spool.ts'
import { takeSpooled } from '../take.ts'
import { SourceFault } from './fault.ts'
import { isKnownByHash, keepChanged, keepMove, keepOutcome, keepTry } from './found.ts'
import type { Place, ShownFile } from './places/index.ts'
import { titleOf, type Source } from './source.ts'

/** One look at a source. */
export interface Look {
  homing: Homing
  source: Source
  place: Place
  signal: AbortSignal
}

export interface FoundFile {
  id: number
  shown: ShownFile
}

/**
 * Takes one file in, if it is as it was seen while it is read, and no file of that name, size and
 * hash was taken before. What is wrong with the file is kept with it. Throws SourceFault where it
 * is the source's fault: then no other file would be had either.
 */
export async function takeFound(look: Look, found: FoundFile): Promise<void> {
  try {
    await take(look, found)
  } catch (error) {
    look.signal.throwIfAborted()
    if (error instanceof Refused && error.status !== 409) {
      const { message: fault, remedy } = error
      const outcome = { status: 'refused', fault, remedy: remedy ?? REPLACE, fileId: null } as const
      return inTx(look, (tx) => keepOutcome(tx, found.id, outcome, null))
    }
    if (!(error instanceof SourceFault)) throw error
    await inTx(look, (tx) => keepTry(tx, found.id, error.message, error.remedy))
    if (!error.isOfFile) throw error
  }
}

const REPLACE = 'Put another file in its place.'

async function take(look: Look, { id, shown }: FoundFile): Promise<void> {
  const { homing, source, place } = look
  const spooled = await spool(heeding(look.signal, place.read(shown.name)))
  try {
    const after = await place.stat(shown.name)
    if (!isSame(shown, after) || spooled.bytes !== shown.bytes) {
      // It was written to meanwhile: it begins its rest again, or is gone by the next look.
      const now = after ?? shown
      return await inTx(look, (tx) => keepChanged(tx, [{ id, shown: now }], homing.now()))
    }
    const at = { source, id, shown, now: homing.now() }
    if (await inTx(look, (tx) => isKnownByHash(tx, at, spooled))) return
    const brought = { connectionId: source.connectionId, name: shown.name }
    const file = await takeSpooled(homing, byOf(source), brought, spooled)
    const isTaken = file.status === 'taken'
    const outcome = {
      status: isTaken ? ('taken' as const) : ('refused' as const),
      fault: file.message ?? '',
      remedy: isTaken ? '' : 'The rows before are kept. Mend the file and put it there again.',
      fileId: file.id,
    }
    await inTx(look, (tx) => keepOutcome(tx, id, outcome, spooled))
    if (isTaken && source.moveTo !== '') await moveTaken(look, { id, shown })
  } finally {
    await spooled.discard()
  }
}

/**
 * Moves a file that was taken into the source's subfolder. One that was replaced at that very
 * moment is moved back: it is another file, and is still to be taken.
 */
export async function moveTaken(look: Look, { id, shown }: FoundFile): Promise<void> {
  const { source, place } = look
  try {
    if (!isSame(shown, await place.stat(shown.name))) return
    const to = `${source.moveTo}/${await freeName(look, { id, shown })}`
    await place.move(shown.name, to)
    if (!isSame({ ...shown, name: to.split('/')[1]! }, await place.stat(to))) {
      return await place.move(to, shown.name)
    }
    await inTx(look, (tx) => keepMove(tx, id, { movedTo: to, fault: '', remedy: '' }))
  } catch (error) {
    if (!(error instanceof SourceFault)) throw error
    const fault = `It was taken, but could not be moved: ${error.message}`
    await inTx(look, (tx) => keepMove(tx, id, { movedTo: '', fault, remedy: error.remedy }))
    if (!error.isOfFile) throw error
  }
}

/** The file's own name, or one with the number it is known by where that is there already. */
async function freeName({ source, place }: Look, { id, shown }: FoundFile): Promise<string> {
  if ((await place.stat(`${source.moveTo}/${shown.name}`)) === null) return shown.name
  const [, stem, end] = /^(.+?)(\.[^.]*)?$/.exec(shown.name)!
  return `${stem}-${id}${end ?? ''}`
}

function isSame(before: ShownFile, now: ShownFile | null): boolean {
  if (now === null || now.isLink === true) return false
  return now.bytes === before.bytes && now.modifiedAt === before.modifiedAt
}

async function* heeding(signal: AbortSignal, bytes: AsyncIterable<Uint8Array>) {
  for await (const piece of bytes) {
    signal.throwIfAborted()
    yield piece
  }
}

export function byOf(source: Source): By {
  return { workspaceId: source.workspaceId, id: `source-${source.id}`, name: titleOf(source) }
}

function inTx<T>({ homing, source }: Look, work: (tx: Tx) => Promise<T>): Promise<T> {
  return homing.database.inWorkspace(source.workspaceId, work)
}
