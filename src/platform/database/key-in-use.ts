import type { Engine, Session } from './engine.ts'

/** The key of this process is not the one the database's secrets are sealed with. */
export class AnotherKey extends Error {}

/**
 * Keeps the fingerprint of the key the first start had, and holds every later one to it: with
 * another key no connection could be used, no link in a mail would hold, and what was sealed
 * meanwhile would be lost with it. Throws AnotherKey. isReplaced: the operator says that the key of
 * before is gone, and that this one counts from now on.
 */
export async function keepToKey(
  engine: Engine,
  fingerprint: string,
  { isReplaced }: { isReplaced: boolean },
): Promise<void> {
  await asOwner(engine, async (session) => {
    // Whoever is first decides, and two processes that start together are not both first.
    await session.query(
      'insert into key_in_use (fingerprint) values ($1) on conflict (is_only) do nothing',
      [fingerprint],
    )
    const { rows } = await session.query<{ fingerprint: string }>(
      'select fingerprint from key_in_use',
    )
    const kept = rows[0]!.fingerprint
    if (kept === fingerprint) return
    if (!isReplaced) {
      throw new AnotherKey(
        `The secrets in this database are sealed with the key ${kept}, and the key of this process `
          + `is ${fingerprint}. Set HOMING_SECRET, or put back DATA_DIR/secret.key, as it was. `
          + 'Only if that key is lost: start once with KEY_IS_LOST=true, and authorise each '
          + 'connection again.',
      )
    }
    await session.query('update key_in_use set fingerprint = $1, since = now()', [fingerprint])
  })
}

/** The next start decides anew which key counts. Databases of earlier releases have none. */
export async function forgetKey(engine: Engine): Promise<void> {
  await asOwner(engine, async (session) => {
    const { rows } = await session.query<{ is: boolean }>(
      `select to_regclass('key_in_use') is not null as is`,
    )
    if (rows[0]!.is) await session.query('delete from key_in_use')
  })
}

async function asOwner(engine: Engine, work: (session: Session) => Promise<void>): Promise<void> {
  const session = await engine.lendAsOwner()
  try {
    await work(session)
  } finally {
    session.release()
  }
}
