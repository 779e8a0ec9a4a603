import { Group, Skeleton, Stack } from '@mantine/core'
import { t } from '../languages/messages.ts'

/** A page's place while its code or first answer is on the way. */
export function PageSkeleton() {
  return (
    <Stack gap="md" role="status" aria-busy="true" aria-label={t`Loading`}>
      <Skeleton h={28} w={240} />
      <Skeleton h={16} w="60%" />
      <LinesSkeleton lines={8} />
    </Stack>
  )
}

/** Lines of text or rows of a table on the way. */
export function LinesSkeleton({ lines = 5 }: { lines?: number }) {
  return (
    <Stack gap="sm" role="status" aria-busy="true" aria-label={t`Loading`}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} h={20} w={`${96 - ((line * 7) % 24)}%`} />
      ))}
    </Stack>
  )
}

/** A row of figures on the way, as tall as the figures. */
export function FiguresSkeleton({ figures = 8 }: { figures?: number }) {
  return (
    <Group gap="md" role="status" aria-busy="true" aria-label={t`Loading`}>
      {Array.from({ length: figures }, (_, figure) => (
        <Skeleton key={figure} h={72} w={112} />
      ))}
    </Group>
  )
}
