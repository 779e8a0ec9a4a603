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
  const title = service.connectorTitle
  const standing = (address: string) => standingOf(address, senders)
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
        {(limits.preheaderChars > 0 || words.preheader !== '') && (
          <TextInput
            label={t`Preheader`}
            description={t`The line that follows the subject in the reader’s inbox.`}
            value={words.preheader}
            maxLength={limits.preheaderChars}
            disabled={isClosed}
            onChange={(event) => write({ preheader: event.currentTarget.value })}
          />
        )}
        <TextInput
          label={t`Sender name`}
          value={words.fromName}
          maxLength={limits.fromNameChars}
          disabled={isClosed}
          onChange={(event) => write({ fromName: event.currentTarget.value })}
        />
        <Autocomplete
          label={t`Sender address`}
          description={unknownWords(standing(words.fromAddress), title)}
          data={confirmed}
          value={words.fromAddress}
          maxLength={limits.addressChars}
          disabled={isClosed}
          error={refusedWords(standing(words.fromAddress), title)}
          onChange={(fromAddress) => write({ fromAddress })}
        />
        <Autocomplete
          label={t`Reply address`}
          description={unknownWords(standing(words.replyTo), title) ?? t`Where answers go.`}
          data={confirmed}
          value={words.replyTo}
          maxLength={limits.addressChars}
          disabled={isClosed}
          error={refusedWords(standing(words.replyTo), title)}
          onChange={(replyTo) => write({ replyTo })}
        />
      </Stack>
    </Panel>
  )
}

/** Some services tell all their senders, some those of late, and some none: of none is no news. */
function standingOf(address: string, senders: Choices['senders']): 'fine' | 'refused' | 'unknown' {
  const told = senders.find((one) => one.address.toLowerCase() === address.toLowerCase())
  if (told !== undefined) return told.isConfirmed ? 'fine' : 'refused'
  return address === '' || senders.length === 0 ? 'fine' : 'unknown'
}

type Standing = ReturnType<typeof standingOf>

function refusedWords(standing: Standing, title: string): string | undefined {
  if (standing !== 'refused') return undefined
  return t`${title} has not confirmed this address, and would refuse it.`
}

function unknownWords(standing: Standing, title: string): string | undefined {
  if (standing !== 'unknown') return undefined
  return t`${title} tells of no such sender, and may refuse it.`
}
