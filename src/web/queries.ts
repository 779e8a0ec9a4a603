import { QueryCache, QueryClient } from '@tanstack/react-query'
import { Refusal } from '../api/contract/client.ts'
import { sessionLost } from './session/lost.ts'

/** How often a question the server could not answer is asked again. */
const RETRIES_MAX = 2

/** All answers of the server. A refusal is an answer and is not asked again; a fault is. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof Refusal && error.status === 401) sessionLost.tell()
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) =>
        failures < RETRIES_MAX && !(error instanceof Refusal && error.status < 500),
    },
  },
})
