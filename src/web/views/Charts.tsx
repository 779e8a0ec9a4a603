import { Select, Skeleton, Text } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { t, tc } from '../languages/messages.ts'
import { inWords, isRate, type Telling } from './cells.tsx'
import classes from './views.module.css'
import type { Cell, Definition, Page, ShownColumn } from './words.ts'

const MeasureChart = lazy(() => import('./MeasureChart.tsx'))

/** Bars that can be told apart; points of a line. */
const BARS_MAX = 20
const POINTS_MAX = 400

/** Whether groups can be drawn: by one column, more than one of them, and there is a number. */
export function chartable(page: Page, group: Definition['group']): boolean {
  return group?.by.length === 1 && page.rows.length > 1 && figures(page.columns).length > 0
}

function figures(columns: ShownColumn[]): ShownColumn[] {
  return columns.filter(
    ({ isMeasure, type }) => isMeasure && (type === 'number' || type === 'rate'),
  )
}

interface ChartsProps {
  columns: ShownColumn[]
  rows: Cell[][]
  /** No more groups than these. */
  isAll: boolean
  telling: Telling
  /** In a place that is as tall as others. */
  isInTile?: boolean
}

/** One figure of every group: a line where they are grouped by time, else bars. */
export function Charts({ columns, rows, isAll, telling, isInTile = false }: ChartsProps) {
  const drawn = figures(columns)
  const [chosen, setChosen] = useState(drawn[0]!.id)
  const measure = drawn.find(({ id }) => id === chosen) ?? drawn[0]!
  const at = columns.indexOf(measure)
  const by = columns[0]!
  const isTime = by.type === 'time'
  const timed = rows.filter(([cell]) => cell !== null)
  const sorted = isTime ? timed.toSorted((a, b) => String(a[0]).localeCompare(String(b[0]))) : rows
  const shown = isTime ? sorted.slice(-POINTS_MAX) : sorted.slice(0, BARS_MAX)
  const points = shown.map((cells) => ({
    name: inWords(cells[0]!, by, telling),
    at: isTime ? Date.parse(String(cells[0])) : 0,
    value: numberIn(cells[at]!),
  }))
  return (
    <div>
      {drawn.length > 1 && (
        <Select
          aria-label={t`Figure in the chart`}
          size="xs"
          w={220}
          mb="xs"
          allowDeselect={false}
          data={drawn.map(({ id, title }) => ({ value: id, label: title }))}
          value={measure.id}
          onChange={(id) => id !== null && setChosen(id)}
        />
      )}
      <Suspense fallback={<Skeleton className={classes.chart} />}>
        <MeasureChart
          points={points}
          title={tc('chart')`${measure.title} by ${by.title}`}
          isTime={isTime}
          isRate={measure.type === 'rate'}
          isInTile={isInTile}
        />
      </Suspense>
      <Text size="xs" c="dimmed" mb="sm">
        {(!isAll || shown.length < rows.length)
          && (isTime
            ? t`The latest ${shown.length} are drawn.`
            : t`The first ${shown.length} of the table are drawn.`)}
      </Text>
    </div>
  )
}

function numberIn(cell: Cell): number | null {
  if (isRate(cell)) return cell.rate
  return typeof cell === 'number' ? cell : null
}
