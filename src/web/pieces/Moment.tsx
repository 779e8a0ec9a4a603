import { t } from '../languages/messages.ts'
import { exactly, relative } from './moments.ts'
import { useNow } from './useNow.ts'

interface MomentProps {
  /** ISO 8601; null shows a dash. */
  at: string | null
  /** The vendor gave no time and another one was taken: marked with "about". */
  isApproximate?: boolean
}

/** A time as one would say it, exact on hover, in the viewer's zone. */
export function Moment({ at, isApproximate = false }: MomentProps) {
  const now = useNow()
  if (at === null) return <span aria-label={t`none`}>–</span>
  const moment = new Date(at)
  const exact = exactly(moment)
  const words = relative(moment, now)
  return (
    <time
      dateTime={at}
      title={
        isApproximate ? t`${exact} (the vendor gave no time; the time of sending was taken)` : exact
      }
      style={{ whiteSpace: 'nowrap' }}
    >
      {isApproximate ? t`about ${words}` : words}
    </time>
  )
}
