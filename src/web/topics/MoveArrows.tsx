import { ActionIcon } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { t } from '../languages/messages.ts'
import { notifyRefusal } from '../refusals.ts'
import { moved } from './words.ts'

interface MoveArrowsProps {
  /** What moves, for whoever cannot see it. */
  name: string
  id: number
  /** The ids among which it moves, in their order. */
  among: number[]
  onOrder: (ids: number[]) => Promise<unknown>
}

/** A place up, a place down. */
export function MoveArrows({ name, id, among, onOrder }: MoveArrowsProps) {
  const arrow = (by: -1 | 1) => {
    const ids = moved(among, id, by)
    return (
      <ActionIcon
        variant="subtle"
        size="sm"
        aria-label={by < 0 ? t`Move ${name} up` : t`Move ${name} down`}
        disabled={ids === null}
        onClick={() => void (ids && onOrder(ids).catch(notifyRefusal))}
      >
        {by < 0 ? <IconArrowUp size={16} aria-hidden /> : <IconArrowDown size={16} aria-hidden />}
      </ActionIcon>
    )
  }
  return (
    <>
      {arrow(-1)}
      {arrow(1)}
    </>
  )
}
