import { Stack, Text } from '@mantine/core'
import { counted, wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import type { Webhook } from './WebhooksScreen.tsx'
import { typesInWords } from './webhookTypes.ts'

/** What a webhook is told of, how far it has been told, and what is wrong with it. */
export function WebhookStanding({ webhook }: { webhook: Webhook }) {
  const { waiting, failing, delivered, lastTry, types } = webhook
  return (
    <Stack gap={4}>
      <Text size="sm">Told of: {typesInWords(types)}.</Text>
      <Text size="sm" c="dimmed">
        {wholeNumber(delivered)} delivered, {wholeNumber(waiting)} waiting
        {failing > 0 && `, ${wholeNumber(failing)} of them tried in vain`}.{' '}
        {lastTry !== null && (
          <>
            Last try <Moment at={lastTry.at} />: {lastTry.outcome}
          </>
        )}
      </Text>
      <Trouble webhook={webhook} />
      {webhook.formerSecretUntil !== null && isAhead(webhook.formerSecretUntil) && (
        <Text size="sm">
          Its former secret signs too; it ends <Moment at={webhook.formerSecretUntil} />.
        </Text>
      )}
    </Stack>
  )
}

function Trouble({ webhook }: { webhook: Webhook }) {
  if (webhook.disabledReason !== '') {
    return (
      <Text size="sm">
        {webhook.disabledReason} Mend the receiver, then resume it: what waits is sent then.
      </Text>
    )
  }
  if (webhook.status === 'paused') {
    return <Text size="sm">What happens meanwhile waits for it, for 30 days.</Text>
  }
  if (webhook.failingSince === null) return null
  return (
    <Text size="sm">
      {counted(webhook.failures, 'try', 'tries')} in a row failed, since{' '}
      <Moment at={webhook.failingSince} />.
      {webhook.restsUntil !== null && (
        <>
          {' '}
          The next is made <Moment at={webhook.restsUntil} />.
        </>
      )}
    </Text>
  )
}

function isAhead(moment: string): boolean {
  return Date.parse(moment) > Date.now()
}
