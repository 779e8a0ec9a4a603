import { Stack } from '@mantine/core'
import { Hours } from './Hours.tsx'
import { ReadWith } from './ReadWith.tsx'
import type { PanelProps } from './useWindow.ts'

/** With what and when people open and click. */
export function HabitsPanel(panel: PanelProps) {
  return (
    <Stack gap="xl">
      <ReadWith {...panel} />
      <Hours {...panel} />
    </Stack>
  )
}
