import { Refused } from '../platform/refused.ts'
import type { Identity } from './identity.ts'
import type { AccountsWorld } from './world.ts'

/** Keeps the language somebody wants their screens in; null for the one their browser asks for. */
export async function chooseLanguage(
  { database }: AccountsWorld,
  by: Identity,
  language: string | null,
): Promise<void> {
  if (by.kind !== 'user')
    throw new Refused(409, 'An API key has no screens to choose a language of.')
  const member = { userId: by.id, workspaceId: by.workspace.id }
  await database.transaction(member, async (tx) => {
    await tx.updateTable('user_account').set({ language }).where('id', '=', by.id).execute()
  })
}
