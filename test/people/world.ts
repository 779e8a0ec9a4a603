import type { Homing } from '../../src/homing.ts'
import { consentOfImports } from '../../src/consent/index.ts'
import { interestsOfImports } from '../../src/interests/index.ts'
import { followImported } from '../../src/lists/index.ts'
import { carryOutImport, receiveImport } from '../../src/people/index.ts'
import type { Database } from '../../src/platform/database/index.ts'

/** What follows an import, as main.ts gives it. */
export const followers = {
  consent: consentOfImports,
  interests: interestsOfImports,
  follow: followImported(() => Date.UTC(2026, 2, 4, 12)),
}

/** As much of a Homing as people need; jobs are noted instead of queued. */
export function peopleWorld(database: Database) {
  const jobs: { workspaceId: number; importId: number }[] = []
  const homing = {
    database,
    jobs: {
      enqueue: async (_tx: unknown, _name: string, data: (typeof jobs)[number]) => {
        jobs.push(data)
      },
      work: async () => undefined,
    },
    now: () => Date.UTC(2026, 2, 4, 12),
  } as unknown as Homing
  return { homing, jobs }
}

export async function* bytesOf(file: string | Uint8Array, size = 64 * 1024) {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** Sends a file and carries its import out. */
export async function importFile(
  homing: Homing,
  workspaceId: number,
  file: string | Uint8Array,
  isDryRun = false,
  fileName = 'people.csv',
) {
  const asked = { workspaceId, fileName, isDryRun, startedBy: 'Test' }
  const importId = await receiveImport(homing, asked, bytesOf(file))
  await carryOutImport(homing, { workspaceId, importId }, followers)
  return homing.database.inWorkspace(workspaceId, (tx) =>
    tx.selectFrom('import').selectAll().where('id', '=', importId).executeTakeFirstOrThrow(),
  )
}
