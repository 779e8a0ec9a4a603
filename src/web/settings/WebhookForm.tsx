import { Button, Group, Stack, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { TypesChoice } from './TypesChoice.tsx'
import type { WebhookType } from './webhookTypes.ts'

export interface WebhookWords {
  url: string
  name: string
  types: WebhookType[]
}

interface WebhookFormProps {
  initial: WebhookWords
  submitLabel: string
  /** Sends what was filled in; what the server says of a field stands at the field. */
  onSend: (words: WebhookWords) => Promise<unknown>
  onCancel: () => void
}

/** Where a webhook goes and what it is told of. */
export function WebhookForm({ initial, submitLabel, onSend, onCancel }: WebhookFormProps) {
  const form = useForm({
    initialValues: initial,
    validate: {
      url: isNotEmpty(t`Say where the messages go.`),
      types: (types) => (types.length === 0 ? t`Choose something it is told of.` : null),
    },
  })
  const { send, isWorking, error } = useFormCall(form)
  return (
    <form onSubmit={form.onSubmit((words) => void send(() => onSend(words)))} noValidate>
      <Stack gap="md">
        <TextInput
          label={t`Address`}
          description={t`A public https address that takes a POST.`}
          placeholder="https://…"
          type="url"
          required
          data-autofocus
          {...form.getInputProps('url')}
        />
        <TextInput
          label={t`Name`}
          description={t`Empty: the address's host.`}
          {...form.getInputProps('name')}
        />
        <TypesChoice
          value={form.values.types}
          onChange={(types) => form.setFieldValue('types', types as WebhookType[])}
          error={form.errors['types']}
        />
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t`Cancel`}
          </Button>
          <Button type="submit" loading={isWorking}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
