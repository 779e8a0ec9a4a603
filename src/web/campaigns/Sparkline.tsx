import { msg, plural } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import classes from './campaign.module.css'

const STEP_HOURS = 3
const BAR = 4
const HEIGHT = 20

/** The first three days in steps of three hours, bars from zero; nothing where nothing happened. */
export function Sparkline({ pulse }: { pulse: readonly number[] }) {
  const peak = Math.max(0, ...pulse)
  if (peak === 0) return null
  const words = pulseWords(pulse, peak)
  return (
    <svg
      className={classes.spark}
      width={pulse.length * BAR}
      height={HEIGHT}
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      <path d={pulse.map((events, step) => bar(step, events / peak)).join('')} />
      <rect x={0} y={HEIGHT - 1} width={pulse.length * BAR} height={1} opacity={0.3} />
    </svg>
  )
}

/** One of the path's: a list has many of them, and each as an element of its own is a slow list. */
function bar(step: number, share: number): string {
  if (share === 0) return ''
  const height = Math.max(1, share * HEIGHT)
  return `M${step * BAR} ${HEIGHT}v${-height}h${BAR - 1}v${height}z`
}

function pulseWords(pulse: readonly number[], peak: number): string {
  const all = pulse.reduce((sum, events) => sum + events, 0)
  const hour = pulse.indexOf(peak) * STEP_HOURS
  const count = wholeNumber(all)
  const [from, until] = [String(hour), String(hour + STEP_HOURS)]
  return plural(
    all,
    msg`${count} open or click in the first three days,
      most of them ${from} to ${until} hours after the sending`,
    msg`${count} opens and clicks in the first three days,
      most of them ${from} to ${until} hours after the sending`,
  )
}
