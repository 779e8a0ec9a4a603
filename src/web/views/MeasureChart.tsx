import '@mantine/charts/styles.layer.css'
import { BarChart, LineChart } from '@mantine/charts'
import { useElementSize } from '@mantine/hooks'
import { t } from '../languages/messages.ts'
import { percent, wholeNumber } from '../pieces/format.ts'
import classes from './views.module.css'

const COLOR = 'var(--mantine-primary-color-filled)'
const BAR_PX = 26
const TILE_PX = 320
/** What names of bars take: characters, and their place; less where the chart itself is narrow. */
const WIDE = { chars: 26, px: 190 }
const NARROW = { chars: 14, px: 124 }
const NARROW_PX = 480

interface MeasureChartProps {
  /** at: of times, in epoch milliseconds. */
  points: { name: string; at: number; value: number | null }[]
  title: string
  isTime: boolean
  isRate: boolean
  /** As tall as others, however many bars there are. */
  isInTile: boolean
}

/** A line over time, or bars by name, from zero. Loaded only when it is shown. */
export default function MeasureChart({
  points,
  title,
  isTime,
  isRate,
  isInTile,
}: MeasureChartProps) {
  const told = (value: number) => (isRate ? percent(value) : wholeNumber(value))
  const { ref, width } = useElementSize()
  const names = width < NARROW_PX ? NARROW : WIDE
  const tall = points.length * BAR_PX + 32
  const nameAt = (at: number) => points.find((one) => one.at === at)?.name ?? ''
  const common = {
    data: points,
    dataKey: 'name',
    series: [{ name: 'value', label: title, color: COLOR }],
    tickLine: 'none' as const,
    valueFormatter: told,
    tooltipAnimationDuration: 0,
  }
  return (
    <div ref={ref} role="group" aria-label={inWords(title, points, told)}>
      {isTime ? (
        <LineChart
          {...common}
          dataKey="at"
          className={classes.chart}
          curveType="linear"
          gridAxis="x"
          strokeWidth={2}
          withDots={points.length < 60}
          // A month without rows takes its place too.
          xAxisProps={{
            ...{ type: 'number', scale: 'time', domain: ['dataMin', 'dataMax'], minTickGap: 16 },
            ticks: points.map(({ at }) => at),
            tickFormatter: nameAt,
          }}
          yAxisProps={{ domain: [0, 'auto'], width: 56, allowDecimals: isRate }}
          tooltipProps={{ labelFormatter: (at) => nameAt(Number(at)) }}
          lineChartProps={{ margin: { top: 12, right: 40, left: 0, bottom: 0 } }}
          lineProps={{ isAnimationActive: false }}
        />
      ) : (
        <BarChart
          {...common}
          h={isInTile ? Math.min(tall, TILE_PX) : tall}
          orientation="vertical"
          gridAxis="y"
          withBarValueLabel
          yAxisProps={{
            ...{ width: names.px, interval: 0 },
            tickFormatter: (name: string) => short(name, names.chars),
          }}
          xAxisProps={{ domain: [0, 'auto'], allowDecimals: isRate }}
          barChartProps={{ margin: { top: 0, right: 56, left: 0, bottom: 0 } }}
          barProps={{ isAnimationActive: false, maxBarSize: 16 }}
        />
      )}
    </div>
  )
}

const short = (name: string, chars: number) =>
  name.length > chars ? `${name.slice(0, chars - 1)}…` : name

function inWords(
  title: string,
  points: MeasureChartProps['points'],
  told: (value: number) => string,
): string {
  const known = points.filter(
    (one): one is (typeof points)[number] & { value: number } => one.value !== null,
  )
  const most = known.toSorted((a, b) => b.value - a.value)[0]
  return most === undefined
    ? t`${title}: nothing known.`
    : t`${title}: most, ${told(most.value)}, of ${most.name}.`
}
