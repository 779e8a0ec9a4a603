import { Stack } from '@mantine/core'
import type { FieldId } from '../../api/contract/index.ts'
import { useSees } from '../session/session.ts'
import { Hours } from './Hours.tsx'
import { ReadWith } from './ReadWith.tsx'
import type { PanelProps } from './useWindow.ts'

/** What devices tell: without all of it nothing is shown of them. */
export const OF_READ_WITH: FieldId[] = ['agent', 'machines', 'opens', 'clicks']

/** With what and when people open and click. */
export function HabitsPanel(panel: PanelProps) {
  const sees = useSees()
  return (
    <Stack gap="xl">
      {sees(...OF_READ_WITH) && <ReadWith {...panel} />}
      <Hours {...panel} />
    </Stack>
  )
}
