import '@mantine/charts/styles.layer.css'
import { AreaChart } from '@mantine/charts'
import { locale } from '../languages/catalog.ts'
import { t } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import { peakIndex, tickTimes, type ActivityPoint, type ActivityStep } from './activity.ts'
import classes from './campaign.module.css'

const SERIES = [
  { name: 'opens', label: t`Opens`, color: 'var(--kind-opens)' },
  { name: 'clicks', label: t`Clicks`, color: 'var(--kind-clicks)' },
] as const
const PEAKS = {
  opens: {
    none: t`no opens`,
    most: (count: string, at: string) => t`most opens, ${count}, ${at}`,
  },
  clicks: {
    none: t`no clicks`,
    most: (count: string, at: string) => t`most clicks, ${count}, ${at}`,
  },
}

/**
 * Opens and clicks as areas from zero, each named at its peak instead of in a legend. Loaded only
 * when it is shown: the charting code weighs more than the rest of the screen.
 */
export default function ActivityChart(props: { points: ActivityPoint[]; step: ActivityStep }) {
  const { points, step } = props
  return (
    <div role="group" aria-label={inWords(points, step)}>
      <AreaChart
        className={classes.chart}
        data={points}
        dataKey="at"
        series={[...SERIES]}
        curveType="monotone"
        withDots={points.length < 4}
        withGradient={false}
        fillOpacity={0.16}
        strokeWidth={1.5}
        tickLine="none"
        gridAxis="x"
        valueFormatter={wholeNumber}
        tooltipAnimationDuration={0}
        xAxisProps={{
          ticks: tickTimes(points, step),
          tickFormatter: (at: string) => tick(at, step),
          minTickGap: 8,
        }}
        yAxisProps={{ allowDecimals: false, domain: [0, 'auto'], width: 44 }}
        // Without a point under the pointer there is no time to write.
        tooltipProps={{ labelFormatter: (at) => (typeof at === 'string' ? moment(at, step) : '') }}
        areaChartProps={{ margin: { top: 24, right: 12, left: 0, bottom: 0 } }}
        areaProps={(series) => ({
          isAnimationActive: false,
          label: (point) => <PeakName point={point} kind={series.name} points={points} />,
        })}
      />
    </div>
  )
}

/** The name of an area and its highest number, written at its highest point. */
function PeakName(props: { point: unknown; kind: string; points: ActivityPoint[] }) {
  const { x, y, index } = props.point as { x?: number; y?: number; index?: number }
  const series = SERIES.find(({ name }) => name === props.kind)
  if (!series || x === undefined || y === undefined) return null
  const peak = peakIndex(props.points, series.name)
  if (index !== peak) return null
  // Near the right edge the name stands to the left of its peak, so that it is not cut off.
  const isLate = peak > props.points.length * 0.75
  return (
    <text
      x={x + (isLate ? -8 : 8)}
      y={y - 6}
      textAnchor={isLate ? 'end' : 'start'}
      fill={series.color}
      fontSize={12}
      fontWeight={600}
    >
      {series.label} {wholeNumber(props.points[peak]![series.name] ?? 0)}
    </text>
  )
}

function inWords(points: ActivityPoint[], step: ActivityStep): string {
  const peaks = SERIES.map(({ name }) => {
    const point = points[peakIndex(points, name)]
    if (!point) return PEAKS[name].none
    return PEAKS[name].most(wholeNumber(point[name] ?? 0), moment(point.at, step))
  }).join('; ')
  return step === 'day'
    ? t`Opens and clicks by day: ${peaks}.`
    : t`Opens and clicks by hour: ${peaks}.`
}

const DAY = new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short' })
const CLOCK = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' })

function tick(at: string, step: ActivityStep): string {
  const date = new Date(at)
  return step === 'day' || date.getHours() === 0 ? DAY.format(date) : CLOCK.format(date)
}

function moment(at: string, step: ActivityStep): string {
  const date = new Date(at)
  return step === 'day' ? DAY.format(date) : `${DAY.format(date)} ${CLOCK.format(date)}`
}
