import { redirect } from '@tanstack/react-router'
import { call } from '../api.ts'
import { follow } from '../languages/choice.ts'
import { queryClient } from '../queries.ts'
import { sessionQuery } from './session.ts'

/** Lets somebody signed in pass; leads anybody else to sign in, or to create the firm. */
export async function enter(wanted: string): Promise<void> {
  const session = await queryClient.ensureQueryData(sessionQuery)
  if (session !== null) {
    // Another language was chosen in another browser: this page is on its way out.
    if (follow(session.language)) await new Promise(() => undefined)
    return
  }
  const { isNeeded } = await call('setup.state', {})
  if (isNeeded) throw redirect({ to: '/setup' })
  throw redirect({ to: '/sign-in', search: wanted === '/' ? {} : { from: wanted } })
}
