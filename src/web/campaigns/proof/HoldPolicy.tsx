import { Checkbox, Stack, Text } from '@mantine/core'
import { useChange } from '../../api.ts'
import { t } from '../../languages/messages.ts'
import { notifyRefusal } from '../../refusals.ts'
import { useMay } from '../../session/session.ts'
import type { Proof } from './words.ts'

/** What holds a campaign of the firm before it is sent. */
export function HoldPolicy({ policy }: { policy: Proof['policy'] }) {
  const may = useMay()
  const change = useChange('audiencePolicy.change', ['campaigns.audience'])
  const set = (part: Partial<Proof['policy']>) =>
    change.mutate({ body: { ...policy, ...part } }, { onError: notifyRefusal })
  const isDisabled = !may('send_campaigns') || change.isPending
  return (
    <Stack gap="xs" role="group" aria-label={t`What holds campaigns`}>
      <Text size="sm">
        {t`Of any campaign of the firm, before it is sent: whoever must not get it always holds
          it.`}
      </Text>
      <Checkbox
        label={t`Strangers on its lists hold it`}
        checked={policy.holdStrangers}
        disabled={isDisabled}
        onChange={(event) => set({ holdStrangers: event.currentTarget.checked })}
      />
      <Checkbox
        label={t`Somebody missing on its lists holds it`}
        checked={policy.holdMissing}
        disabled={isDisabled}
        onChange={(event) => set({ holdMissing: event.currentTarget.checked })}
      />
      <Checkbox
        label={t`It is held where its lists cannot be read again right before it is sent`}
        checked={policy.holdUnlooked}
        disabled={isDisabled}
        onChange={(event) => set({ holdUnlooked: event.currentTarget.checked })}
      />
      <Checkbox
        label={t`Lists made for campaigns stay at the service after they were sent`}
        checked={policy.keepLists}
        disabled={isDisabled}
        onChange={(event) => set({ keepLists: event.currentTarget.checked })}
      />
    </Stack>
  )
}
