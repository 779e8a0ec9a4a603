import { Button, Code, CopyButton, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'

/** Adds a webhook and shows its signing secret this once. */
export function MakeWebhook() {
  const [isOpen, dialogue] = useDisclosure()
  const [secret, setSecret] = useState<string | null>(null)
  function close() {
    dialogue.close()
    setSecret(null)
  }
  return (
    <>
      <Button size="compact-sm" onClick={dialogue.open}>
        Add a webhook…
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={secret ? 'Its signing secret' : 'Add a webhook'}
        centered
        closeOnClickOutside={secret === null}
      >
        {secret ? (
          <SecretShown value={secret} onDone={close} />
        ) : (
          <WebhookForm onMade={setSecret} onCancel={close} />
        )}
      </Modal>
    </>
  )
}

function WebhookForm(props: { onMade: (secret: string) => void; onCancel: () => void }) {
  const create = useChange('webhooks.create', ['webhooks.list', 'audit.list'])
  const form = useForm({
    initialValues: { url: '', name: '' },
    validate: { url: isNotEmpty('Say where the messages go.') },
  })
  const { send, isWorking, error } = useFormCall(form)
  const make = ({ url, name }: typeof form.values) =>
    send(async () => {
      const body = { url, ...(name.trim() === '' ? {} : { name }) }
      props.onMade((await create.mutateAsync({ body })).secret)
    })
  return (
    <form onSubmit={form.onSubmit((values) => void make(values))} noValidate>
      <Stack gap="md">
        <TextInput
          label="Address"
          description="A public https address that takes a POST."
          placeholder="https://…"
          type="url"
          required
          data-autofocus
          {...form.getInputProps('url')}
        />
        <TextInput
          label="Name"
          description="Empty: the address's host."
          {...form.getInputProps('name')}
        />
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={isWorking}>
            Add the webhook
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function SecretShown({ value, onDone }: { value: string; onDone: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">
        Copy it now and give it to the receiver, which checks each message with it. Homing cannot
        show it again.
      </Text>
      <Code
        block
        aria-label="Signing secret"
        style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}
      >
        {value}
      </Code>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>I have kept it</Button>
      </Group>
    </Stack>
  )
}
