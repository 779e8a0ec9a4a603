import type { Installation } from './installation.ts'
import { answerShapes } from './installation.ts'

/** What is wrong is said in one word or two, most of it with a status of 200. */
export const errors = {
  unauthorized: { error: 'Unauthorized' },
  notFound: { error: 'Not Found' },
  tooMany: { error: 'Too Many Requests' },
  query: { error: 'Invalid query_string' },
  limit: { error: 'Invalid limit' },
} as const

/** How the number of a written record is told. */
export function written({ written: shape }: Installation, id: string): unknown {
  const shown = shape === 'varied' ? answerShapes[Number(id) % answerShapes.length] : shape
  switch (shown) {
    case 'number':
      return Number(id)
    case 'text':
    case undefined:
      return id
    default:
      return { [shown]: id }
  }
}

/** How a count is told. */
export function counted({ counted: shape }: Installation, count: number): unknown {
  return shape === 'number' ? count : String(count)
}

/** How a list is told. */
export function listed({ single }: Installation, rows: readonly object[]): unknown {
  return single === 'object' && rows.length === 1 ? rows[0] : rows
}
