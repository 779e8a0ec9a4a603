import { Text } from '@mantine/core'
import type { LinkProps } from '@tanstack/react-router'
import { jt, t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { DataTable } from '../pieces/DataTable.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { useSession } from '../session/session.ts'
import {
  rowsKeyOf,
  sizeKeyOf,
  useRows,
  useSize,
  type Question,
  type Step,
} from '../views/asking.ts'
import type { Telling } from '../views/cells.tsx'
import { Charts, chartable } from '../views/Charts.tsx'
import { MeasureCell, type Door } from '../views/MeasureCell.tsx'
import { tableColumns } from '../views/Result.tsx'
import { Cancelled, Running } from '../views/Running.tsx'
import type { Subject, View } from '../views/words.ts'
import figures from '../views/figures.module.css'
import classes from './dashboards.module.css'
import type { Tile } from './dashboards.ts'

/** Rows a tile shows; the view has the others. */
const ROWS_SHOWN = 8

interface TileContentProps {
  tile: Tile
  /** What the tile is called for those who hear it: no other is called so. */
  label: string
  view: View
  subject: Subject
}

/** What the view of a tile finds now, asked by itself: a slow one holds up no other. */
export function TileContent({ tile, label, view, subject }: TileContentProps) {
  const { timeZone } = useSession().workspace
  const { parameters = {} } = tile
  const question: Question = {
    ...{ definition: view.definition, isPreset: view.isPreset },
    given: parameters,
  }
  const telling: Telling = { subject, timeZone }
  const door: Door = (step) => linkTo(tile, [step])
  const isOne = view.definition.group?.by.length === 0
  if (tile.as === 'number' && !isOne) return <Count question={question} tile={tile} />
  return <Found {...{ label, question, telling, door, tile, isOne }} />
}

function Count({ question, tile }: { question: Question; tile: Tile }) {
  const { data, error, isCancelled, retry } = useSize(question)
  if (error) return <ErrorNotice error={error} onRetry={retry} />
  if (isCancelled) return <Cancelled onRetry={retry} />
  if (!data) return <Running {...{ question, asked: sizeKeyOf(question) }} lines={2} isBrief />
  const isGroups = question.definition.group !== null
  return (
    <>
      <TextLink {...linkTo(tile, [])} className={classes.number}>
        {wholeNumber(data.count)}
      </TextLink>
      <Text size="xs" c="dimmed">
        {isGroups ? t`groups` : t`rows`} · {jt`as of ${(<Moment at={data.asOf} />)}`}
      </Text>
    </>
  )
}

interface FoundProps {
  label: string
  question: Question
  telling: Telling
  door: Door
  tile: Tile
  /** One group of everything: figures. */
  isOne: boolean
}

function Found({ label, question, telling, door, tile, isOne }: FoundProps) {
  const found = useRows(question)
  if (found.error) return <ErrorNotice error={found.error} onRetry={found.retry} />
  if (found.isCancelled) return <Cancelled onRetry={found.retry} />
  if (found.first === undefined) {
    const lines = tile.as === 'number' ? 2 : 6
    return <Running {...{ question, lines, asked: rowsKeyOf(question) }} isBrief />
  }
  const { columns, asOf } = found.first
  if (found.rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t`Nothing fits now.`}
      </Text>
    )
  }
  if (isOne) {
    const shown = tile.as === 'number' ? columns.slice(0, 1) : columns
    return (
      <dl className={figures.figures}>
        {shown.map((column, at) => (
          <div key={column.id}>
            <dt>{column.title}</dt>
            <dd>
              <MeasureCell {...{ column, telling, door }} cell={found.rows[0]![at]!} group={[]} />
            </dd>
          </div>
        ))}
      </dl>
    )
  }
  if (tile.as === 'chart' && chartable(found.first, question.definition.group)) {
    return <Charts {...{ columns, telling }} rows={found.rows} isAll={!found.more.has} isInTile />
  }
  const rows = found.rows.slice(0, ROWS_SHOWN).map((cells, at) => ({ cells, at }))
  const hasMore = found.rows.length > ROWS_SHOWN || found.more.has
  return (
    <>
      <DataTable
        label={t`${label}: the rows`}
        columns={tableColumns({ columns, telling, door, totals: null })}
        rows={rows}
        rowKey={({ at }) => at}
      />
      <Text size="xs" c="dimmed" mt={4}>
        {hasMore && `${t`The first ${ROWS_SHOWN}`} · `}
        {jt`as of ${(<Moment at={asOf} />)}`}
      </Text>
    </>
  )
}

/** Where a tile, or a figure of it, leads. */
export function linkTo({ viewId, parameters = {}, as }: Tile, rows: Step[]): LinkProps {
  const isAsked = Object.keys(parameters).length > 0
  return {
    to: '/views/$viewId',
    params: { viewId },
    search: {
      ...(isAsked && { values: JSON.stringify(parameters) }),
      ...(rows.length > 0 && { rows: JSON.stringify(rows) }),
      ...(as !== 'number' && rows.length === 0 && { as }),
    },
  }
}
