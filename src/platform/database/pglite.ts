import { PGlite, types } from '@electric-sql/pglite'
import { rethrowPlain, type Engine, type Session } from './engine.ts'
import { Gate } from './gate.ts'

/** Opens the embedded database in a folder, or in memory where dataDir is null. */
export async function openPglite(dataDir: string | null): Promise<Engine> {
  const db = await PGlite.create({
    dataDir: dataDir === null ? 'memory://' : dataDir,
    parsers: { [types.INT8]: Number, [types.NUMERIC]: Number },
    // Every commit reaches the disk: an acknowledged receipt survives kill -9 and a power cut.
    relaxedDurability: false,
  })
  const gate = new Gate()

  async function lend(role: string): Promise<Session> {
    const leave = await gate.enter()
    try {
      await db.exec(`set role ${role}`)
    } catch (error) {
      leave()
      throw error
    }
    return {
      async query<Row>(text: string, values?: unknown[]) {
        const result = await db.query<Row>(text, values).catch(rethrowPlain)
        return { rows: result.rows, rowCount: result.affectedRows ?? result.rows.length }
      },
      async script(text) {
        await db.exec(text).catch(rethrowPlain)
      },
      release: () => leave(),
    }
  }

  return {
    kind: 'pglite',
    folder: dataDir,
    lend: () => lend('homing_app'),
    lendAsOwner: () => lend('none'),
    async close() {
      const leave = await gate.enter()
      await db.close()
      leave()
    },
  }
}
