import type { Database } from '../src/platform/database/index.ts'

/** An empty firm: workspaces are made under the owner, no application transaction may. */
export async function makeFirm(database: Database): Promise<number> {
  const owner = await database.engine.lendAsOwner()
  try {
    const { rows } = await owner.query<{ id: number }>(
      "insert into workspace (name) values ('A firm') returning id",
      [],
    )
    return rows[0]!.id
  } finally {
    owner.release()
  }
}

/** What was filled a moment ago has no statistics yet. */
export async function analyze(database: Database): Promise<void> {
  const owner = await database.engine.lendAsOwner()
  try {
    await owner.script('analyze')
  } finally {
    owner.release()
  }
}
