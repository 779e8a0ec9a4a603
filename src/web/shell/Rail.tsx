import { VisuallyHidden } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { useAnswer } from '../api.ts'
import { tc } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import { RailLink } from '../pieces/Go.tsx'
import { PLACES, type Place } from './places.ts'
import classes from './Shell.module.css'

const COUNT_EVERY_MS = 30_000

/** The way to every place, with the number of open problems. */
export function Rail() {
  const path = useLocation({ select: (location) => location.pathname })
  const { data } = useAnswer('problems.count', {}, { every: COUNT_EVERY_MS })
  return PLACES.map((place) => (
    <RailLink
      key={place.to}
      to={place.to}
      label={place.name}
      active={isAt(place, path)}
      aria-current={isAt(place, path) ? 'page' : undefined}
      leftSection={<place.icon size={18} stroke={1.75} aria-hidden />}
      rightSection={place.to === '/problems' ? <OpenProblems count={data?.open ?? 0} /> : null}
      className={classes.link}
    />
  ))
}

function OpenProblems({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <span className={classes.count}>
      <span aria-hidden>{wholeNumber(count)}</span>
      <VisuallyHidden>{tc('problems')`${wholeNumber(count)} open`}</VisuallyHidden>
    </span>
  )
}

/** What is reached from People (imports) or Connections (runs) leaves their entry lit. */
function isAt(place: Place, path: string): boolean {
  if (place.to === '/') return path === '/'
  if (place.to === '/people' && /^\/(imports|opt-outs)/.test(path)) return true
  if (place.to === '/connections' && /^\/(runs|receipts)/.test(path)) return true
  return path === place.to || path.startsWith(`${place.to}/`)
}
