import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const IN_MEMORY = '/dev/shm'
/** Databases of all tests under way, several times over. */
const ROOM_BYTES = 1.5 * 2 ** 30

/**
 * Where tests put what they throw away. A database is a copy of the template, 44 MB in thousands of
 * files: a moment in memory, a second on a disk, hundreds of times. Whoever set TMPDIR is obeyed,
 * and where there is no memory to spare it is the disk.
 */
export function scratchFolder(): string {
  if (process.env['TMPDIR'] !== undefined) return tmpdir()
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY)
    return bavail * bsize >= ROOM_BYTES ? IN_MEMORY : tmpdir()
  } catch {
    // Not every system has such a folder.
    return tmpdir()
  }
}
