import { List, Text } from '@mantine/core'
import type { AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { counted } from '../pieces/format.ts'

type Elsewhere = AnswerTo<'erasures.show'>['elsewhere']

const WORDS = {
  waiting: t`asked to delete it; it goes on by itself`,
  done: t`deleted`,
  by_hand: t`delete it there by hand`,
  failed: t`not deleted; see Problems`,
} as const

/** What the e-mail services make of an erasure; nothing where none knew the person. */
export function ErasedElsewhere({ elsewhere }: { elsewhere: Elsewhere }) {
  return (
    <List size="sm">
      {elsewhere.map(({ connection, contacts, state, outcome }) => (
        <List.Item key={connection}>
          {connection}, {counted(contacts, 'contact')}: {WORDS[state]}.{' '}
          <Text span size="sm" c="dimmed">
            {state === 'done' ? '' : said(outcome)}
          </Text>
        </List.Item>
      ))}
    </List>
  )
}
