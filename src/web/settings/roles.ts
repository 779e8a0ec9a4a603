import type { AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'

export type Role = AnswerTo<'session.show'>['role']

/** What each role may do, in a sentence. */
export const ROLE_WORDS: Record<Role, { name: string; meaning: string }> = {
  administrator: {
    name: t`Administrator`,
    meaning: t`everything, with connections, users and keys`,
  },
  manager: {
    name: t`Manager`,
    meaning: t`sees, exports, edits, imports, syncs and sends campaigns`,
  },
  editor: { name: t`Editor`, meaning: t`sees, exports, edits people and campaigns` },
  viewer: { name: t`Viewer`, meaning: t`sees` },
}

/** For a choice of roles. */
export const ROLE_CHOICES = (Object.keys(ROLE_WORDS) as Role[]).map((role) => ({
  value: role,
  label: `${ROLE_WORDS[role].name}: ${ROLE_WORDS[role].meaning}`,
}))
