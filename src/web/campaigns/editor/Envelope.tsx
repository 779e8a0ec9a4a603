import { Autocomplete, Stack, TextInput } from '@mantine/core'
import { t } from '../../languages/messages.ts'
import { Panel } from '../../pieces/Panel.tsx'
import type { Able, PartProps } from './parts.ts'
import type { Choices } from './words.ts'

interface EnvelopeProps extends PartProps {
  service: Able
  choices: Choices | undefined
}

/** What a reader sees before opening, and where an answer goes. */
export function Envelope({ words, write, isClosed, service, choices }: EnvelopeProps) {
  const { limits } = service.mailings
  const senders = choices?.senders ?? []
  const confirmed = senders.filter(({ isConfirmed }) => isConfirmed).map(({ address }) => address)
  const unconfirmed = (address: string) =>
    address !== '' && choices !== undefined && !confirmed.includes(address)
      ? t`${service.connectorTitle} has not confirmed this address, and would refuse it.`
      : undefined
  return (
    <Panel title={t`Subject and sender`}>
      <Stack gap="md">
        <TextInput
          label={t`Subject`}
          value={words.subject}
          maxLength={2000}
          disabled={isClosed}
          onChange={(event) => write({ subject: event.currentTarget.value })}
        />
        <TextInput
          label={t`Preheader`}
          description={t`The line that follows the subject in the reader’s inbox.`}
          value={words.preheader}
          maxLength={limits.preheaderChars}
          disabled={isClosed}
          onChange={(event) => write({ preheader: event.currentTarget.value })}
        />
        <TextInput
          label={t`Sender name`}
          value={words.fromName}
          maxLength={limits.fromNameChars}
          disabled={isClosed}
          onChange={(event) => write({ fromName: event.currentTarget.value })}
        />
        <Autocomplete
          label={t`Sender address`}
          data={confirmed}
          value={words.fromAddress}
          maxLength={limits.addressChars}
          disabled={isClosed}
          error={unconfirmed(words.fromAddress)}
          onChange={(fromAddress) => write({ fromAddress })}
        />
        <Autocomplete
          label={t`Reply address`}
          description={t`Where answers go.`}
          data={confirmed}
          value={words.replyTo}
          maxLength={limits.addressChars}
          disabled={isClosed}
          error={unconfirmed(words.replyTo)}
          onChange={(replyTo) => write({ replyTo })}
        />
      </Stack>
    </Panel>
  )
}
