import { z } from 'zod'
import { FIELD_IDS } from '../../accounts/fields/index.ts'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'

export const ROLES = ['administrator', 'manager', 'editor', 'viewer'] as const
export const role = z.enum(ROLES)
/** The languages of the screens. */
export const SCREEN_LANGUAGES = ['en', 'de'] as const
const language = z.enum(SCREEN_LANGUAGES)
const password = z.string().min(12).max(128)
const email = z.email().max(254)

export const session = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  workspace: z.object({ id, name: z.string(), timeZone: z.string(), isDemo: z.boolean() }),
  role,
  /** The language they chose for the screens; null as the browser says. */
  language: language.nullable(),
  permissions: z.array(z.string()),
  /** Fields of feedback that this role does not see. */
  hidden: z.array(z.enum(FIELD_IDS)),
})

export const user = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  createdAt: time,
  lastSeenAt: time.nullable(),
})

export const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  /** The first characters, to tell keys apart. */
  hint: z.string(),
  role,
  createdAt: time,
  lastUsedAt: time.nullable(),
  expiresAt: time.nullable(),
})

const auditEntry = z.object({
  id,
  at: time,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  subjectId: z.string(),
  /** A sentence for people. */
  sentence: z.string(),
  detail: z.record(z.string(), z.unknown()),
})

export const accounts = {
  'setup.state': route({
    method: 'GET',
    path: '/api/setup',
    summary: 'Whether the firm still has to be created',
    permission: 'public',
    answer: z.object({ isNeeded: z.boolean() }),
  }),
  'setup.create': route({
    method: 'POST',
    path: '/api/setup',
    summary: 'Create the firm and its administrator; possible once',
    permission: 'public',
    body: z.strictObject({
      firm: z.string().trim().min(1).max(200),
      timeZone: z.string().max(64).default('UTC'),
      name: z.string().trim().min(1).max(200),
      email,
      password,
    }),
    answer: session,
    status: 201,
  }),
  'session.create': route({
    method: 'POST',
    path: '/api/session',
    summary: 'Sign in; the session comes as a cookie',
    permission: 'public',
    body: z.strictObject({ email, password: z.string().max(128) }),
    answer: session,
    status: 201,
  }),
  'session.show': route({
    method: 'GET',
    path: '/api/session',
    summary: 'Who is signed in, and what they may do',
    permission: 'see',
    answer: session,
  }),
  'session.change': route({
    method: 'PATCH',
    path: '/api/session',
    summary: 'Choose the language of your screens; null for the one your browser asks for',
    permission: 'see',
    body: z.strictObject({ language: language.nullable() }),
    answer: session,
  }),
  'session.end': route({
    method: 'DELETE',
    path: '/api/session',
    summary: 'Sign out',
    permission: 'see',
  }),
  'users.list': route({
    method: 'GET',
    path: '/api/users',
    summary: 'Users of the workspace',
    permission: 'administer',
    answer: z.object({ items: z.array(user) }),
  }),
  'users.create': route({
    method: 'POST',
    path: '/api/users',
    summary: 'Add a user',
    permission: 'administer',
    body: z.strictObject({ name: z.string().trim().min(1).max(200), email, password, role }),
    answer: user,
    status: 201,
  }),
  'users.change': route({
    method: 'PATCH',
    path: '/api/users/{userId}',
    summary: "Change a user's role or name",
    permission: 'administer',
    params: z.object({ userId: z.string().max(64) }),
    body: z.strictObject({ role: role.optional(), name: z.string().min(1).max(200).optional() }),
    answer: user,
  }),
  'users.remove': route({
    method: 'DELETE',
    path: '/api/users/{userId}',
    summary: 'Remove a user and end their sessions',
    permission: 'administer',
    params: z.object({ userId: z.string().max(64) }),
  }),
  'users.setPassword': route({
    method: 'PUT',
    path: '/api/users/{userId}/password',
    summary: 'Give a user who forgot theirs a new password; all their sessions end',
    permission: 'administer',
    params: z.object({ userId: z.string().max(64) }),
    body: z.strictObject({ password }),
  }),
  'password.change': route({
    method: 'PUT',
    path: '/api/password',
    summary: 'Change your own password; other sessions end',
    permission: 'see',
    body: z.strictObject({ current: z.string().max(128), next: password }),
  }),
  'keys.list': route({
    method: 'GET',
    path: '/api/keys',
    summary: 'API keys',
    permission: 'administer',
    answer: z.object({ items: z.array(apiKey) }),
  }),
  'keys.create': route({
    method: 'POST',
    path: '/api/keys',
    summary: 'Make an API key; it is shown this once',
    permission: 'administer',
    body: z.strictObject({
      name: z.string().trim().min(1).max(100),
      role,
      expiresInDays: z.number().int().min(1).max(3650).optional(),
    }),
    answer: z.object({ key: z.string(), apiKey }),
    status: 201,
  }),
  'keys.remove': route({
    method: 'DELETE',
    path: '/api/keys/{keyId}',
    summary: 'Revoke an API key',
    permission: 'administer',
    params: z.object({ keyId: z.string().max(64) }),
  }),
  'audit.list': route({
    method: 'GET',
    path: '/api/audit',
    summary: 'Who did what, newest first',
    permission: 'administer',
    query: z.object({ ...pageQuery }),
    answer: page(auditEntry),
  }),
} as const

export { idParams }
