import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { startHoming as start, type RunningHoming } from '../../bench/screens/homing.ts'
import { copyTemplate } from '../template.ts'

export type { RunningHoming }

const MAIN = resolve(import.meta.dirname, '../../dist/src/main.js')
const START_MAX_MS = 45_000

/**
 * Starts the built program, as npm start would, on a free port and a fresh database: embedded and
 * its own, which is copied from the tests' template, or the one env names. Throws with what it wrote
 * where it does not come up.
 */
export async function startHoming(env: Record<string, string> = {}): Promise<RunningHoming> {
  if (!existsSync(MAIN)) throw new Error('Homing is not built: run npm test, which builds it.')
  const isEmbedded = !env['DATABASE_URL']
  return start(
    { DATABASE_URL: '', ...env },
    {
      startMaxMs: START_MAX_MS,
      ...(isEmbedded && { fill: (folder) => copyTemplate(join(folder, 'pgdata')) }),
    },
  )
}
