import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { t } from '../languages/messages.ts'
import { duration, wholeNumber } from './format.ts'

interface ProgressLineProps {
  /** What is being done: "Reading opens of Spring client letter". */
  label: string
  done: number
  /** Null while nobody knows. */
  total: number | null
  /** What is counted: "rows". How a count is written may be told: bytes, for instance. */
  unit: string
  write?: (count: number) => string
  /** ISO 8601; with it, rate and time left are told. */
  startedAt?: string | null
  onCancel?: () => void
  isCancelling?: boolean
}

/** A bar with counts, rate, time left and a way to stop. */
export function ProgressLine(props: ProgressLineProps) {
  const { label, done, total, onCancel, isCancelling } = props
  const share = total ? Math.min(100, (done / total) * 100) : null
  return (
    <Stack gap={4} role="group" aria-label={label}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md">
        <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
          {label}
        </Text>
        {onCancel && (
          <Button
            variant="default"
            size="compact-sm"
            flex="none"
            onClick={onCancel}
            loading={isCancelling}
          >{t`Cancel`}</Button>
        )}
      </Group>
      <Progress
        value={share ?? 100}
        animated={share === null}
        striped={share === null}
        aria-label={label}
        size="sm"
      />
      <Text size="xs" c="dimmed" aria-live="off">
        {[progress(props), ...pace(props)].join(' · ')}
      </Text>
    </Stack>
  )
}

function progress({ done, total, unit, write = wholeNumber }: ProgressLineProps): string {
  if (total === null && done === 0) return t`just begun`
  const much = total === null ? write(done) : t`${write(done)} of ${write(total)}`
  return `${much} ${unit}`.trim()
}

function pace(props: ProgressLineProps): string[] {
  const { done, total, unit, write = wholeNumber, startedAt } = props
  if (!startedAt || done === 0) return []
  const elapsed = Date.now() - new Date(startedAt).getTime()
  if (elapsed < 1000) return []
  const rate = done / elapsed
  const each = `${write(Math.round(rate * 1000))} ${unit}`.trim()
  const left = total !== null && total > done ? [duration((total - done) / rate)] : []
  return [t`${each} a second`, ...left.map((time) => t`${time} left`)]
}
