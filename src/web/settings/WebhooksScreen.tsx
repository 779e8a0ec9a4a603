import { Anchor, Group, Stack, Text } from '@mantine/core'
import { useAnswer, type AnswerTo } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { MakeWebhook } from './MakeWebhook.tsx'
import { WebhookActions } from './WebhookActions.tsx'
import { WebhookDeliveries } from './WebhookDeliveries.tsx'
import { WebhookStanding } from './WebhookStanding.tsx'
import classes from './webhooks.module.css'

export type Webhook = AnswerTo<'webhooks.list'>['items'][number]

const STATES = {
  active: { tone: 'good', word: t`Active` },
  paused: { tone: 'plain', word: t`Paused` },
  disabled: { tone: 'bad', word: t`Switched off` },
} as const

/** Other systems that are told of alarms, consent, addresses and events as they become known. */
export default function WebhooksScreen() {
  const { data, error, refetch } = useAnswer('webhooks.list', {}, { every: 30_000 })
  return (
    <Panel isPlain title={t`Webhooks`} actions={<MakeWebhook />}>
      <Text size="sm" c="dimmed" mb="md" maw={640}>
        {jt`Homing posts what it learns to these addresses, one message each, signed by the ${(
          <Anchor
            inherit
            underline="always"
            href="https://www.standardwebhooks.com"
            rel="noreferrer"
          >
            {t`Standard Webhooks`}
          </Anchor>
        )} scheme. What is not taken is tried again for three days; the same message has the same
          id.`}
      </Text>
      {error && !data && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!error && !data && <LinesSkeleton lines={4} />}
      {data?.items.length === 0 && (
        <EmptyState title={t`No webhook yet`}>
          {t`Add the address of a system that should hear of alarms, opt-outs or clicks: a chat, a
            pager, a CRM or a program of your own.`}
        </EmptyState>
      )}
      <Stack gap="sm">
        {data?.items.map((webhook) => (
          <WebhookCard key={webhook.id} webhook={webhook} />
        ))}
      </Stack>
    </Panel>
  )
}

function WebhookCard({ webhook }: { webhook: Webhook }) {
  const { tone, word } = STATES[webhook.status]
  return (
    <Stack gap="xs" component="article" className={classes.card} aria-label={webhook.name}>
      <Group justify="space-between" align="flex-start">
        <Stack gap={2} style={{ minWidth: 0, flex: '1 1 240px' }}>
          <Group gap="xs">
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
              {webhook.name}
            </Text>
            <StateBadge tone={tone}>{word}</StateBadge>
          </Group>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {webhook.url}
          </Text>
        </Stack>
        <WebhookActions webhook={webhook} />
      </Group>
      <WebhookStanding webhook={webhook} />
      <WebhookDeliveries webhook={webhook} />
    </Stack>
  )
}
