import { rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Leaves address and key of this process for the homing command on the same machine, readable by
 * the one who started it only. Answers how to take the file away again.
 */
export async function leaveOperatorFile(
  dataDir: string,
  operator: { url: string; key: string },
): Promise<() => Promise<void>> {
  const path = join(dataDir, 'operator.json')
  const fresh = `${path}.${process.pid}`
  // Written beside and renamed: nobody reads half a file, and an old one's mode is not kept.
  await writeFile(fresh, JSON.stringify(operator) + '\n', { mode: 0o600 })
  await rename(fresh, path)
  return () => unlink(path).catch(alreadyGone)
}

function alreadyGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
