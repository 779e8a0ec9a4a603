import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { SigningSecretShown } from './SecretShown.tsx'
import type { Webhook } from './WebhooksScreen.tsx'

/** Makes a new signing secret and shows it this once. */
export function RotateSecret({ webhook }: { webhook: Webhook }) {
  const [isOpen, dialogue] = useDisclosure()
  const [secret, setSecret] = useState<string | null>(null)
  const rotate = useChange('webhooks.rotate', ['webhooks.list', 'audit.list'])

  function close() {
    dialogue.close()
    setSecret(null)
    rotate.reset()
  }

  const make = () =>
    rotate.mutate(
      { params: { webhookId: webhook.id } },
      { onSuccess: (made) => setSecret(made.secret) },
    )

  return (
    <>
      <Button size="xs" variant="subtle" onClick={dialogue.open}>
        {t`New secret…`}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={secret ? t`Its new signing secret` : t`A new secret for ${webhook.name}`}
        centered
        closeOnClickOutside={secret === null}
      >
        {secret ? (
          <SigningSecretShown value={secret} onDone={close}>
            {t`Until tomorrow each message is signed by both.`}
          </SigningSecretShown>
        ) : (
          <Stack gap="md">
            <Text size="sm">
              {t`For a day each message is signed by the new secret and the one before it, so that
                the receiver refuses nothing meanwhile. Then the old one is worth nothing.`}
            </Text>
            {rotate.error && <ErrorNotice error={rotate.error} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                {t`Cancel`}
              </Button>
              <Button data-autofocus loading={rotate.isPending} onClick={make}>
                {t`Make a new secret`}
              </Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </>
  )
}
