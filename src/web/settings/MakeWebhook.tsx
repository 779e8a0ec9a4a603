import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { SigningSecretShown } from './SecretShown.tsx'
import { WebhookForm, type WebhookWords } from './WebhookForm.tsx'
import { TYPES_AT_FIRST } from './webhookTypes.ts'

/** Adds a webhook and shows its signing secret this once. */
export function MakeWebhook() {
  const [isOpen, dialogue] = useDisclosure()
  const [secret, setSecret] = useState<string | null>(null)
  const create = useChange('webhooks.create', ['webhooks.list', 'audit.list'])

  function close() {
    dialogue.close()
    setSecret(null)
  }

  async function make({ url, name, types }: WebhookWords) {
    const body = { url, types, ...(name.trim() === '' ? {} : { name }) }
    setSecret((await create.mutateAsync({ body })).secret)
  }

  return (
    <>
      <Button size="compact-sm" onClick={dialogue.open}>
        {t`Add a webhook…`}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={secret ? t`Its signing secret` : t`Add a webhook`}
        centered
        size="lg"
        closeOnClickOutside={secret === null}
      >
        {secret ? (
          <SigningSecretShown value={secret} onDone={close} />
        ) : (
          <WebhookForm
            initial={{ url: '', name: '', types: [...TYPES_AT_FIRST] }}
            submitLabel={t`Add the webhook`}
            onSend={make}
            onCancel={close}
          />
        )}
      </Modal>
    </>
  )
}
