import type { AnswerTo } from '../api.ts'

export type Role = AnswerTo<'session.show'>['role']

/** What each role may do, in a sentence. */
export const ROLE_WORDS: Record<Role, { name: string; meaning: string }> = {
  administrator: { name: 'Administrator', meaning: 'everything, with connections, users and keys' },
  manager: { name: 'Manager', meaning: 'sees, exports, edits people, imports and syncs' },
  editor: { name: 'Editor', meaning: 'sees, exports and edits people' },
  viewer: { name: 'Viewer', meaning: 'sees' },
}

/** For a choice of roles. */
export const ROLE_CHOICES = (Object.keys(ROLE_WORDS) as Role[]).map((role) => ({
  value: role,
  label: `${ROLE_WORDS[role].name}: ${ROLE_WORDS[role].meaning}`,
}))
