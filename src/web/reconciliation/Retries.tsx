import { Text } from '@mantine/core'
import { counted } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import type { Found } from './words.ts'

/** What Homing does about rows that are counted and not told: when it looks for them next. */
export function Retries({ found }: { found: Found }) {
  return found.retries.map(({ kind, missing, tries, nextAt }, index) => (
    <Text size="sm" c="dimmed" mt="xs" key={index}>
      {counted(missing, 'row')} missing ({KINDS[kind] ?? kind}): everything was read{' '}
      {counted(tries, 'time')} to find {missing === 1 ? 'it' : 'them'}.{' '}
      {nextAt === null ? (
        'Homing does not look again by itself unless more are missing; “Reconcile now” does.'
      ) : (
        <>
          It is read again with the first run after <Moment at={nextAt} />.
        </>
      )}
    </Text>
  ))
}

const KINDS: Record<string, string> = {
  sent: 'sends',
  delivered: 'deliveries',
  open: 'opens',
  click: 'clicks',
  forward: 'forwards',
  bounce: 'bounces',
  opt_out: 'opt-outs',
  complaint: 'complaints',
}
