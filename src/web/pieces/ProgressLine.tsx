import { Button, Group, Progress, Stack, Text } from '@mantine/core'
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
  const { label, done, total, unit, write = wholeNumber, onCancel, isCancelling } = props
  const share = total ? Math.min(100, (done / total) * 100) : null
  return (
    <Stack gap={4} role="group" aria-label={label}>
      <Group justify="space-between" wrap="nowrap" gap="md">
        <Text size="sm" fw={500} truncate>
          {label}
        </Text>
        {onCancel && (
          <Button variant="default" size="compact-sm" onClick={onCancel} loading={isCancelling}>
            Cancel
          </Button>
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
        {write(done)}
        {total !== null && ` of ${write(total)}`} {unit}
        {pace(props)}
      </Text>
    </Stack>
  )
}

function pace({ done, total, unit, write = wholeNumber, startedAt }: ProgressLineProps): string {
  if (!startedAt || done === 0) return ''
  const elapsed = Date.now() - new Date(startedAt).getTime()
  if (elapsed < 1000) return ''
  const rate = done / elapsed
  const left = total !== null && total > done ? ` · ${duration((total - done) / rate)} left` : ''
  return ` · ${write(Math.round(rate * 1000))} ${unit} a second${left}`
}
