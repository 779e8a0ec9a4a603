import { dirname, basename } from 'node:path'
import { FolderFault, type WatchedFolders } from '../../../platform/watched-folder.ts'
import { SourceFault } from '../fault.ts'
import { fits } from '../pattern.ts'
import type { Source } from '../source.ts'
import { ENTRIES_MAX, type Place } from './place.ts'

const REMEDIES: Record<FolderFault['kind'], string> = {
  forbidden: 'Ask the operator to name its folder in FILE_FOLDERS; links lead nowhere.',
  not_there: 'Look whether it lies there; the next look tries again.',
  denied: 'Ask the operator to give Homing’s user the right to it; the next look tries again.',
  unreadable: 'Look at the disk, and move away what is old; the next look tries again.',
}

/** A folder of this server. */
export async function openFolder(folders: WatchedFolders, source: Source): Promise<Place> {
  const folder = await orFault(folders.open(source.place.path!), false)
  return {
    list: () =>
      orFault(
        folder.list((name) => fits(source.pattern, name), ENTRIES_MAX),
        false,
      ),
    stat: (name) => orFault(folder.stat(name), true),
    async *read(name) {
      try {
        yield* folder.read(name)
      } catch (error) {
        throw asFault(error, true)
      }
    },
    move: (from, to) => orFault(folder.move(from, dirname(to), basename(to)), true),
    close: () => {},
  }
}

function orFault<T>(work: Promise<T>, isOfFile: boolean): Promise<T> {
  return work.catch((error: unknown) => {
    throw asFault(error, isOfFile)
  })
}

function asFault(error: unknown, isOfFile: boolean): unknown {
  if (!(error instanceof FolderFault)) return error
  return new SourceFault(error.message, REMEDIES[error.kind], { isOfFile, cause: error })
}
