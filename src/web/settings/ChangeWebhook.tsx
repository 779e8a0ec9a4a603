import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { WebhookForm, type WebhookWords } from './WebhookForm.tsx'
import type { Webhook } from './WebhooksScreen.tsx'

/** Where it goes, what it is called and what it is told of. */
export function ChangeWebhook({ webhook }: { webhook: Webhook }) {
  const [isOpen, dialogue] = useDisclosure()
  const change = useChange('webhooks.change', ['webhooks.list', 'audit.list'])

  async function keep({ url, name, types }: WebhookWords) {
    const params = { webhookId: webhook.id }
    const body = { url, types, ...(name.trim() === '' ? {} : { name }) }
    await change.mutateAsync({ params, body })
    dialogue.close()
  }

  return (
    <>
      <Button size="xs" variant="subtle" onClick={dialogue.open}>
        {t`Change…`}
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialogue.close}
        title={t`Change ${webhook.name}`}
        centered
        size="lg"
      >
        <WebhookForm
          initial={{ url: webhook.url, name: webhook.name, types: [...webhook.types] }}
          submitLabel={t`Keep the changes`}
          onSend={keep}
          onCancel={dialogue.close}
        />
      </Modal>
    </>
  )
}
