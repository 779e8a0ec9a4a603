import { Text } from '@mantine/core'
import type { LinkProps } from '@tanstack/react-router'
import { jt, t } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import type { Step } from './asking.ts'
import { inWords, isRate, ViewCell, type Rate, type Telling } from './cells.tsx'
import type { Cell, ShownColumn } from './words.ts'

/** Where the rows behind a figure are. */
export type Door = (step: Step) => LinkProps

interface MeasureCellProps {
  cell: Cell
  column: ShownColumn
  telling: Telling
  group: Cell[]
  /** Absent where figures only are looked at. */
  door?: Door
}

/** A figure of a group, a door to its rows as soon as it has any; of a rate both its numbers. */
export function MeasureCell({ cell, column, telling, group, door }: MeasureCellProps) {
  if (isRate(cell))
    return <RateCell {...{ cell, column, telling, group }} {...(door && { door })} />
  if (cell === null || cell === 0 || door === undefined) {
    return <ViewCell {...{ cell, column, telling }} />
  }
  const link = door({ group, measure: column.id })
  return (
    <TextLink {...link} size="sm" aria-label={t`${inWords(cell, column, telling)}: the rows`}>
      {inWords(cell, column, telling)}
    </TextLink>
  )
}

function RateCell(props: MeasureCellProps & { cell: Rate }) {
  const { cell, column, telling, group, door } = props
  const number = (part: 'part' | 'whole') => {
    const count = cell[part]
    if (count === 0 || door === undefined) return wholeNumber(count)
    return (
      <TextLink {...door({ group, measure: column.id, part })} size="xs">
        {wholeNumber(count)}
      </TextLink>
    )
  }
  return (
    <>
      {inWords(cell, column, telling)}{' '}
      <Text span size="xs" c="dimmed">
        {jt`${number('part')} of ${number('whole')}`}
      </Text>
    </>
  )
}
