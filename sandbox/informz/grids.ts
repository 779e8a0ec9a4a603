import { activityGrids } from './activity-grids.ts'
import type { Grid } from './grid.ts'
import { historyGrids } from './history-grids.ts'
import { mailingGrids } from './mailing-grids.ts'
import { subscriberGrids } from './subscriber-grids.ts'

/** Every grid that can be read, by the exact name of its type. */
export const grids: Readonly<Record<string, Grid>> = {
  ...mailingGrids,
  ...historyGrids,
  ...activityGrids,
  ...subscriberGrids,
}
