import { List, Stack, Text, Title } from '@mantine/core'
import type { AnswerTo } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { wholeNumber } from '../pieces/format.ts'

/** What goes, what stays and why, each with its number. */
export function ErasurePreview({ preview }: { preview: AnswerTo<'erasures.preview'> }) {
  const { erased, kept, receipts, elsewhere } = preview
  return (
    <Stack gap="sm">
      <div>
        <Title order={3} size="h5">
          {t`What goes`}
        </Title>
        <List size="sm">
          {erased.map(({ what, count }) => (
            <List.Item key={what}>
              {said(what)}: {wholeNumber(count)}
            </List.Item>
          ))}
        </List>
      </div>
      <div>
        <Title order={3} size="h5">
          {t`What stays, and why`}
        </Title>
        <List size="sm">
          {kept.map(({ what, count, why }) => (
            <List.Item key={what}>
              {said(what)}: {wholeNumber(count)}.{' '}
              <Text span size="sm" c="dimmed">
                {said(why)}
              </Text>
            </List.Item>
          ))}
        </List>
      </div>
      <div>
        <Title order={3} size="h5">
          {t`At the e-mail services`}
        </Title>
        {elsewhere.length === 0 && (
          <Text size="sm">{t`None of them is known to have a contact with the person.`}</Text>
        )}
        <List size="sm">
          {elsewhere.map(({ connection, contacts, isAsked, rule }) => (
            <List.Item key={connection}>
              {connection}:{' '}
              {isAsked
                ? plural(
                    contacts,
                    msg`${wholeNumber(contacts)} contact will be deleted.`,
                    msg`${wholeNumber(contacts)} contacts will be deleted.`,
                  )
                : plural(
                    contacts,
                    msg`${wholeNumber(contacts)} contact must be deleted by hand.`,
                    msg`${wholeNumber(contacts)} contacts must be deleted by hand.`,
                  )}{' '}
              <Text span size="sm" c="dimmed">
                {said(rule)}
              </Text>
            </List.Item>
          ))}
        </List>
      </div>
      <Text size="sm">
        {plural(
          receipts,
          msg`${wholeNumber(receipts)} page of e-mail services will be looked through, and the
            person’s rows rewritten.`,
          msg`${wholeNumber(receipts)} pages of e-mail services will be looked through, and the
            person’s rows rewritten.`,
        )}
      </Text>
    </Stack>
  )
}
