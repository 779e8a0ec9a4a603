import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { jplural, jt, msg, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import type { Webhook } from './WebhooksScreen.tsx'
import { typesInWords } from './webhookTypes.ts'

/** What a webhook is told of, how far it has been told, and what is wrong with it. */
export function WebhookStanding({ webhook }: { webhook: Webhook }) {
  const { waiting, failing, delivered, lastTry, types } = webhook
  return (
    <Stack gap={4}>
      <Text size="sm">{t`Told of: ${typesInWords(types)}.`}</Text>
      <Text size="sm" c="dimmed">
        {failing > 0
          ? t`${wholeNumber(delivered)} delivered, ${wholeNumber(waiting)} waiting,
              ${wholeNumber(failing)} of them tried in vain.`
          : t`${wholeNumber(delivered)} delivered, ${wholeNumber(waiting)} waiting.`}
        {lastTry !== null && (
          <> {jt`Last try ${(<Moment at={lastTry.at} />)}: ${said(lastTry.outcome)}`}</>
        )}
      </Text>
      <Trouble webhook={webhook} />
      {webhook.formerSecretUntil !== null && isAhead(webhook.formerSecretUntil) && (
        <Text size="sm">
          {jt`Its former secret signs too; it ends ${(<Moment at={webhook.formerSecretUntil} />)}.`}
        </Text>
      )}
    </Stack>
  )
}

function Trouble({ webhook }: { webhook: Webhook }) {
  if (webhook.disabledReason !== '') {
    return (
      <Text size="sm">
        {said(webhook.disabledReason)}{' '}
        {t`Mend the receiver, then resume it: what waits is sent then.`}
      </Text>
    )
  }
  if (webhook.status === 'paused') {
    return <Text size="sm">{t`What happens meanwhile waits for it, for 30 days.`}</Text>
  }
  if (webhook.failingSince === null) return null
  const since = <Moment at={webhook.failingSince} />
  return (
    <Text size="sm">
      {jplural(
        webhook.failures,
        msg<ReactNode>`${wholeNumber(webhook.failures)} try in a row failed, since ${since}.`,
        msg<ReactNode>`${wholeNumber(webhook.failures)} tries in a row failed, since ${since}.`,
      )}
      {webhook.restsUntil !== null && (
        <> {jt`The next is made ${(<Moment at={webhook.restsUntil} />)}.`}</>
      )}
    </Text>
  )
}

function isAhead(moment: string): boolean {
  return Date.parse(moment) > Date.now()
}
