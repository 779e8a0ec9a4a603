import { Activity } from './Activity.tsx'
import { BounceClasses } from './BounceClasses.tsx'
import classes from './campaign.module.css'
import { EspTotals } from './EspTotals.tsx'
import { Funnel } from './Funnel.tsx'
import { Links } from './Links.tsx'
import { NeedsALook } from './NeedsALook.tsx'
import type { PanelProps } from './useWindow.ts'

/** What one looks at first: how it went over time, how far people came, who needs somebody. */
export function Overview(panel: PanelProps) {
  return (
    <div className={classes.overview}>
      <div className={classes.column}>
        <Activity {...panel} />
        <Links {...panel} />
      </div>
      <div className={`${classes.column} ${classes.side}`}>
        <Funnel {...panel} />
        <NeedsALook {...panel} />
        <BounceClasses {...panel} />
      </div>
      <div>
        <EspTotals {...panel} />
      </div>
    </div>
  )
}
