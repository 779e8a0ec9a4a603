import type { AnswerTo } from '../api.ts'

export type Role = AnswerTo<'session.show'>['role']

/** What each role may do, in a sentence. */
export const ROLE_WORDS: Record<Role, { name: string; meaning: string }> = {
  administrator: { name: 'Administrator', meaning: 'everything, with connections, users and keys' },
  manager: { name: 'Manager', meaning: 'sees, exports, edits, imports, syncs and sends campaigns' },
  editor: { name: 'Editor', meaning: 'sees, exports, edits people and campaigns' },
  viewer: { name: 'Viewer', meaning: 'sees' },
}

/** For a choice of roles. */
export const ROLE_CHOICES = (Object.keys(ROLE_WORDS) as Role[]).map((role) => ({
  value: role,
  label: `${ROLE_WORDS[role].name}: ${ROLE_WORDS[role].meaning}`,
}))
