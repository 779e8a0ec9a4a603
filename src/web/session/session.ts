import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { FieldId, Permission } from '../../api/contract/index.ts'
import { call, Refusal } from '../api.ts'

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session.show', {}],
  queryFn: async () => {
    try {
      return await call('session.show', {})
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) return null
      throw error
    }
  },
  staleTime: 5 * 60_000,
})

/** The session of a screen that is only shown to somebody signed in. */
export function useSession() {
  const { data } = useSuspenseQuery(sessionQuery)
  if (!data) throw new Error('This screen needs a session, and there is none.')
  return data
}

/** Whether one sees fields of feedback: `const sees = useSees(); sees('opens', 'machines')`. */
export function useSees(): (...fields: FieldId[]) => boolean {
  const { hidden } = useSession()
  return useCallback((...fields) => !fields.some((field) => hidden.includes(field)), [hidden])
}

/** Whether the signed-in user is allowed to: `const may = useMay(); may('edit_people')`. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useSession()
  return (permission) => permissions.includes(permission)
}
