import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { notifyDone } from '../refusals.ts'
import type { Webhook } from './WebhooksScreen.tsx'

const DAY_MS = 86_400_000
const KEPT_DAYS = 30

/** Tells a webhook once more what became known since a moment. */
export function ReplayNews({ webhook }: { webhook: Webhook }) {
  const [local, setLocal] = useState(() => localOf(new Date(Date.now() - DAY_MS)))
  const replay = useChange('webhooks.replay', ['webhooks.list', 'webhooks.deliveries'])
  const since = momentOf(local)

  async function tellAgain() {
    const body = { since: (since ?? new Date(Number.NaN)).toISOString() }
    const { messages } = await replay.mutateAsync({ params: { webhookId: webhook.id }, body })
    notifyDone(
      plural(
        messages,
        msg`${wholeNumber(messages)} message will be told once more.`,
        msg`${wholeNumber(messages)} messages will be told once more.`,
      ),
    )
  }

  return (
    <ConfirmAction
      label={t`Tell again…`}
      confirmLabel={t`Tell ${webhook.name} again`}
      size="xs"
      variant="subtle"
      consequence={t`What became known since then is told once more, under the ids it had. News is
          kept for ${KEPT_DAYS} days; alarms are not told again.`}
      onConfirm={tellAgain}
    >
      <TextInput
        type="datetime-local"
        label={t`Since (${Intl.DateTimeFormat().resolvedOptions().timeZone})`}
        value={local}
        data-autofocus
        error={since === null ? t`This is no moment.` : undefined}
        onChange={(event) => setLocal(event.currentTarget.value)}
      />
    </ConfirmAction>
  )
}

/** A moment as the field of the browser has it: by the clock of whoever looks. */
function localOf(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}

function momentOf(local: string): Date | null {
  const at = new Date(local)
  return Number.isNaN(at.getTime()) ? null : at
}
