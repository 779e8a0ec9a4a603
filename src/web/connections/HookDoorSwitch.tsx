import { Stack, Text, Title } from '@mantine/core'
import { useChange } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { Moment } from '../pieces/Moment.tsx'
import type { Hook } from './HookPanel.tsx'
import type { Connection } from './state.ts'

/** Refuses deliveries for a while, or takes them again. */
export function HookDoorSwitch({ connection, hook }: { connection: Connection; hook: Hook }) {
  const close = useChange('hooks.close', ['hooks.show', 'audit.list'])
  const { connectorTitle, id: connectionId } = connection
  const { closed } = hook
  const turn = (isClosed: boolean) =>
    close.mutateAsync({ params: { connectionId }, body: { isClosed } })
  return (
    <section>
      <Title order={2} mb={4}>
        {closed === null ? t`Stop taking deliveries` : t`Deliveries are refused`}
      </Title>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {closed === null
            ? t`Homing goes on asking on its schedule.`
            : jt`${closed.by} had them refused
                ${(<Moment at={closed.at} />)}. Homing goes on asking on its schedule.`}
        </Text>
        {closed === null ? (
          <ConfirmAction
            label={t`Stop taking deliveries…`}
            confirmLabel={t`Stop taking deliveries`}
            isDestructive
            consequence={t`What ${connectorTitle} delivers from now on is refused, and comes home
              later, when the schedule asks for it. Some services stop delivering after a time of
              refusals.`}
            onConfirm={() => turn(true)}
          />
        ) : (
          <ConfirmAction
            label={t`Take deliveries again`}
            variant="filled"
            consequence={t`What ${connectorTitle} delivers is taken in again.`}
            onConfirm={() => turn(false)}
          />
        )}
      </Stack>
    </section>
  )
}
