import '@mantine/charts/styles.layer.css'
import { LineChart } from '@mantine/charts'
import { t } from '../../languages/messages.ts'
import { percent } from '../../pieces/format.ts'
import classes from './compare.module.css'
import { halfWords, pointsOf, type Line } from './curves.ts'

const TICKS_HOURS = [0, 6, 12, 24, 48, 72, 96, 120, 144, 168]

/**
 * A line a campaign, named by its letter on the line itself. Loaded only when it is shown: the
 * charting code weighs more than the rest of the screen.
 */
export default function CurvesChart(props: { lines: Line[]; kind: 'opens' | 'clicks' }) {
  const { lines, kind } = props
  const shown = lines.filter(({ curve }) => curve.of > 0)
  const points = pointsOf(shown)
  const words = shown.map(
    ({ letter, name, curve }) => `${letter} ${name}: ${halfWords(curve, kind)}`,
  )
  return (
    <div role="group" aria-label={`${words.join('; ')}.`}>
      <LineChart
        className={classes.chart}
        data={points}
        dataKey="hour"
        series={shown.map(({ letter, name }) => ({
          name: letter,
          label: `${letter} ${name}`,
          color: `var(--line-${letter})`,
        }))}
        curveType="linear"
        withDots={false}
        strokeWidth={1.75}
        tickLine="none"
        gridAxis="x"
        valueFormatter={percent}
        tooltipAnimationDuration={0}
        xAxisProps={{
          type: 'number',
          domain: [0, points.length - 1],
          ticks: TICKS_HOURS.filter((hour) => hour < points.length),
          tickFormatter: hourWords,
          minTickGap: 12,
        }}
        yAxisProps={{ domain: [0, 1], width: 52, tickFormatter: percent }}
        tooltipProps={{
          labelFormatter: (hour) => (typeof hour === 'number' ? t`After ${hourWords(hour)}` : ''),
        }}
        lineChartProps={{ margin: { top: 16, right: 16, left: 0, bottom: 0 } }}
        lineProps={(series) => ({
          isAnimationActive: false,
          label: (point) => <Letter point={point} letter={series.name} lines={shown} />,
        })}
      />
    </div>
  )
}

/** Each letter at another place of its line, so that lines close to each other stay told apart. */
function Letter(props: { point: unknown; letter: string; lines: Line[] }) {
  const { x, y, index } = props.point as { x?: number; y?: number; index?: number }
  const place = props.lines.findIndex(({ letter }) => letter === props.letter)
  const hours = props.lines[place]?.curve.reached.length ?? 0
  const at = Math.max(1, Math.round((hours * (place + 1)) / (props.lines.length + 1)))
  if (index !== at || x === undefined || y === undefined) return null
  return (
    <g>
      <circle cx={x} cy={y} r={8} fill="var(--mantine-color-body)" />
      <text
        x={x}
        y={y}
        dy="0.35em"
        textAnchor="middle"
        fill={`var(--line-${props.letter})`}
        fontSize={12}
        fontWeight={700}
      >
        {props.letter}
      </text>
    </g>
  )
}

function hourWords(hour: number): string {
  return hour % 24 === 0 && hour > 0 ? t`${hour / 24} d` : t`${hour} h`
}
