import { useMediaQuery } from '@mantine/hooks'

/** Where a table with its usual columns would leave no number in sight, and steps no row. */
const NARROW = '(max-width: 40em)'

/** Whether the screen is as narrow as a phone's. */
export function useIsNarrow(): boolean {
  return useMediaQuery(NARROW, false, { getInitialValueInEffect: false })
}
