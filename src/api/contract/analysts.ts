import { z } from 'zod'
import { role } from './accounts.ts'
import { route } from './route.ts'
import { time } from './shapes.ts'

/** Lower case, digits and underscores: it becomes a part of a login. */
const name = z.string().regex(/^[a-z][a-z0-9_]{0,29}$/)

export const analyst = z.object({
  name,
  /** The login: a role of the database server. */
  login: z.string(),
  /** Which fields it sees: those of this role. */
  role,
  createdBy: z.string(),
  createdAt: time,
  /** False: the server has no such login, or the database was restored elsewhere. */
  canConnect: z.boolean(),
})

/** Logins of the database that read the views of docs/sql.md. */
export const analysts = {
  'analysts.list': route({
    method: 'GET',
    path: '/api/analysts',
    summary: 'Logins that read by SQL',
    permission: 'administer',
    answer: z.object({ items: z.array(analyst) }),
  }),
  'analysts.add': route({
    method: 'POST',
    path: '/api/analysts',
    summary: 'Make a login that reads by SQL; its password is shown this once',
    permission: 'administer',
    body: z.strictObject({ name, role: role.default('viewer') }),
    answer: z.object({
      analyst,
      connecting: z.object({
        /** Null where Homing itself connects by a socket. */
        host: z.string().nullable(),
        port: z.number().int().nullable(),
        database: z.string(),
        user: z.string(),
        password: z.string(),
      }),
    }),
    status: 201,
  }),
  'analysts.remove': route({
    method: 'DELETE',
    path: '/api/analysts/{name}',
    summary: 'Take such a login away, its open sessions too',
    permission: 'administer',
    params: z.object({ name }),
  }),
} as const
