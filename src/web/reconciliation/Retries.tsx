import { Text } from '@mantine/core'
import { counted, jt, msg, plural, t, tc } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import type { Found } from './words.ts'

/** What Homing does about rows that are counted and not told: when it looks for them next. */
export function Retries({ found }: { found: Found }) {
  return found.retries.map((retry, index) => (
    <Text size="sm" c="dimmed" mt="xs" key={index}>
      {missingWords(retry)}{' '}
      {retry.nextAt === null
        ? t`Homing does not look again by itself unless more are missing; “Reconcile now” does.`
        : jt`It is read again with the first run after ${(<Moment at={retry.nextAt} />)}.`}
    </Text>
  ))
}

function missingWords({ kind, missing, tries }: Found['retries'][number]): string {
  const what = ROW_WORDS[kind] ?? kind
  const times = counted(tries, 'time')
  return plural(
    missing,
    msg`${wholeNumber(missing)} row missing (${what}): everything was read ${times} to find it.`,
    msg`${wholeNumber(missing)} rows missing (${what}): everything was read ${times} to find them.`,
  )
}

const ROW_WORDS: Record<string, string> = {
  sent: tc('rows')`sends`,
  delivered: tc('rows')`deliveries`,
  open: tc('rows')`opens`,
  click: tc('rows')`clicks`,
  forward: tc('rows')`forwards`,
  bounce: tc('rows')`bounces`,
  opt_out: tc('rows')`opt-outs`,
  complaint: tc('rows')`complaints`,
}
