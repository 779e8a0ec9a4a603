import { Select, Stack, Textarea, TextInput } from '@mantine/core'
import { t } from '../../languages/messages.ts'
import { Panel } from '../../pieces/Panel.tsx'
import type { Able, PartProps } from './parts.ts'

/** What the campaign is called, what it is for, and which service sends it. */
export function About({ draft, words, write, isClosed, able }: PartProps & { able: Able[] }) {
  const { limits, isCopy } = able.find(({ id }) => id === words.connectionId)?.mailings ?? {}
  return (
    <Panel title={t`The campaign`}>
      <Stack gap="md">
        <TextInput
          label={t`Name`}
          description={
            isCopy
              ? t`For you and your colleagues.`
              : t`For you and your colleagues; its service shows it in its own list too.`
          }
          value={words.name}
          maxLength={limits?.nameChars ?? 200}
          disabled={isClosed}
          onChange={(event) => write({ name: event.currentTarget.value })}
        />
        <Textarea
          label={t`Description`}
          description={t`What it is for. Only colleagues see it.`}
          value={words.description}
          maxLength={2000}
          autosize
          minRows={1}
          disabled={isClosed}
          onChange={(event) => write({ description: event.currentTarget.value })}
        />
        <Select
          label={t`E-mail service`}
          description={t`The connections that can be given campaigns.`}
          placeholder={t`Choose a connection`}
          data={able.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={words.connectionId === null ? null : String(words.connectionId)}
          disabled={isClosed || draft.heldAt !== null}
          onChange={(chosen) => chosen && write({ connectionId: Number(chosen), lists: [] })}
        />
      </Stack>
    </Panel>
  )
}
