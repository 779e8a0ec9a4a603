import type { Identity, Role } from '../../src/accounts/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'

export interface TestWorld extends TestDatabase {
  /** Moves with tick; the accounts see it through now(). */
  now(): number
  tick(ms: number): void
}

/** A fresh database with a clock one can move. */
export async function freshWorld(): Promise<TestWorld> {
  const database = await freshDatabase()
  let time = Date.parse('2026-03-01T09:00:00Z')
  return {
    ...database,
    now: () => time,
    tick(ms) {
      time += ms
    },
  }
}

/** Takes everything of accounts away again: a fresh database a test would cost seconds each. */
export async function emptyAccounts(world: TestWorld): Promise<void> {
  const owner = await world.database.engine.lendAsOwner()
  try {
    await owner.script('truncate user_account, api_key, sign_in_attempt, audit cascade')
  } finally {
    owner.release()
  }
}

/** Somebody with a role in a workspace who needs no sign-in: for calling the domain directly. */
export function someone(workspaceId: number, role: Role = 'administrator'): Identity {
  return {
    id: 'test',
    name: 'Test Administrator',
    email: '',
    kind: 'user',
    language: null,
    role,
    workspace: { id: workspaceId, name: 'Example & Partners', timeZone: 'UTC', isDemo: false },
  }
}

export const PASSWORD = 'four unrelated words here'
