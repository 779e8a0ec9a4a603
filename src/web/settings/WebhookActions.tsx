import { Button, Group } from '@mantine/core'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { ChangeWebhook } from './ChangeWebhook.tsx'
import { ReplayNews } from './ReplayNews.tsx'
import { RotateSecret } from './RotateSecret.tsx'
import type { Webhook } from './WebhooksScreen.tsx'

/** Send a test, pause or resume, change, a new secret, tell again, remove. */
export function WebhookActions({ webhook }: { webhook: Webhook }) {
  const params = { webhookId: webhook.id }
  const test = useChange('webhooks.test', ['webhooks.deliveries', 'webhooks.list'])
  const change = useChange('webhooks.change', ['webhooks.list', 'alarms.list', 'audit.list'])
  const remove = useChange('webhooks.remove', ['webhooks.list', 'audit.list'])
  const isActive = webhook.status === 'active'
  return (
    <Group gap={4}>
      {isActive && (
        <Button
          size="xs"
          variant="default"
          loading={test.isPending}
          onClick={() =>
            test.mutate(
              { params },
              { onError: notifyRefusal, onSuccess: () => notifyDone(t`A test is on its way.`) },
            )
          }
        >
          {t`Send a test`}
        </Button>
      )}
      <Button
        size="xs"
        variant={isActive ? 'subtle' : 'default'}
        loading={change.isPending}
        onClick={() =>
          change.mutate({ params, body: { isPaused: isActive } }, { onError: notifyRefusal })
        }
      >
        {isActive ? t`Pause` : t`Resume`}
      </Button>
      <ChangeWebhook webhook={webhook} />
      <RotateSecret webhook={webhook} />
      {isActive && <ReplayNews webhook={webhook} />}
      <ConfirmAction
        label={t`Remove…`}
        confirmLabel={t`Remove ${webhook.name}`}
        size="xs"
        variant="subtle"
        isDestructive
        consequence={t`Nothing is sent to it any more, not even what waits. Its secret is
          destroyed.`}
        onConfirm={() => remove.mutateAsync({ params })}
      />
    </Group>
  )
}
