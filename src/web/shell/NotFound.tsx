import { EmptyState } from '../pieces/EmptyState.tsx'
import { ButtonLink } from '../pieces/Go.tsx'

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <EmptyState title="There is no such page" action={<ButtonLink to="/">Go to Home</ButtonLink>}>
      The address may be mistyped, or what it showed may have been removed.
    </EmptyState>
  )
}
