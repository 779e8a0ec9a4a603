import { List, Stack, Text, Title } from '@mantine/core'
import type { AnswerTo } from '../api.ts'
import { counted, wholeNumber } from '../pieces/format.ts'

/** What goes, what stays and why, each with its number. */
export function ErasurePreview({ preview }: { preview: AnswerTo<'erasures.preview'> }) {
  const { erased, kept, receipts, elsewhere } = preview
  return (
    <Stack gap="sm">
      <div>
        <Title order={3} size="h5">
          What goes
        </Title>
        <List size="sm">
          {erased.map(({ what, count }) => (
            <List.Item key={what}>
              {what}: {wholeNumber(count)}
            </List.Item>
          ))}
        </List>
      </div>
      <div>
        <Title order={3} size="h5">
          What stays, and why
        </Title>
        <List size="sm">
          {kept.map(({ what, count, why }) => (
            <List.Item key={what}>
              {what}: {wholeNumber(count)}.{' '}
              <Text span size="sm" c="dimmed">
                {why}
              </Text>
            </List.Item>
          ))}
        </List>
      </div>
      <div>
        <Title order={3} size="h5">
          At the e-mail services
        </Title>
        {elsewhere.length === 0 && (
          <Text size="sm">None of them is known to have a contact with the person.</Text>
        )}
        <List size="sm">
          {elsewhere.map(({ connection, contacts, isAsked, rule }) => (
            <List.Item key={connection}>
              {connection}:{' '}
              {isAsked
                ? `${counted(contacts, 'contact')} will be deleted.`
                : `${counted(contacts, 'contact')} must be deleted by hand.`}{' '}
              <Text span size="sm" c="dimmed">
                {rule}
              </Text>
            </List.Item>
          ))}
        </List>
      </div>
      <Text size="sm">
        {counted(receipts, 'page')} of e-mail services will be looked through, and the person’s rows
        rewritten.
      </Text>
    </Stack>
  )
}
