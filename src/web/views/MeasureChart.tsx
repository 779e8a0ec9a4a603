import '@mantine/charts/styles.layer.css'
import { BarChart, LineChart } from '@mantine/charts'
import { percent, wholeNumber } from '../pieces/format.ts'
import classes from './views.module.css'

const COLOR = 'var(--mantine-primary-color-filled)'
const BAR_PX = 26
const NAME_CHARS_MAX = 26
const NAME_PX = 190

interface MeasureChartProps {
  points: { name: string; value: number | null }[]
  title: string
  isTime: boolean
  isRate: boolean
}

/** A line over time, or bars by name, from zero. Loaded only when it is shown. */
export default function MeasureChart({ points, title, isTime, isRate }: MeasureChartProps) {
  const told = (value: number) => (isRate ? percent(value) : wholeNumber(value))
  const common = {
    data: points,
    dataKey: 'name',
    series: [{ name: 'value', label: title, color: COLOR }],
    tickLine: 'none' as const,
    valueFormatter: told,
    tooltipAnimationDuration: 0,
  }
  return (
    <div role="group" aria-label={inWords(title, points, told)}>
      {isTime ? (
        <LineChart
          {...common}
          className={classes.chart}
          curveType="linear"
          gridAxis="x"
          strokeWidth={2}
          withDots={points.length < 60}
          xAxisProps={{ minTickGap: 16 }}
          yAxisProps={{ domain: [0, 'auto'], width: 56 }}
          lineChartProps={{ margin: { top: 12, right: 24, left: 0, bottom: 0 } }}
          lineProps={{ isAnimationActive: false }}
        />
      ) : (
        <BarChart
          {...common}
          h={points.length * BAR_PX + 32}
          orientation="vertical"
          gridAxis="y"
          withBarValueLabel
          yAxisProps={{ width: NAME_PX, interval: 0, tickFormatter: short }}
          xAxisProps={{ domain: [0, 'auto'] }}
          barChartProps={{ margin: { top: 0, right: 56, left: 0, bottom: 0 } }}
          barProps={{ isAnimationActive: false, maxBarSize: 16 }}
        />
      )}
    </div>
  )
}

const short = (name: string) =>
  name.length > NAME_CHARS_MAX ? `${name.slice(0, NAME_CHARS_MAX - 1)}…` : name

function inWords(
  title: string,
  points: MeasureChartProps['points'],
  told: (value: number) => string,
): string {
  const known = points.filter((one): one is { name: string; value: number } => one.value !== null)
  const most = known.toSorted((a, b) => b.value - a.value)[0]
  return most === undefined
    ? `${title}: nothing known.`
    : `${title}: most, ${told(most.value)}, of ${most.name}.`
}
