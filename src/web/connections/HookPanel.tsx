import { Stack, Text } from '@mantine/core'
import { useAnswer, type AnswerTo } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { Facts } from '../runs/Facts.tsx'
import { useMay } from '../session/session.ts'
import { HookAddress } from './HookAddress.tsx'
import { HookDoorSwitch } from './HookDoorSwitch.tsx'
import { HookKeys } from './HookKeys.tsx'
import { HookRefusals } from './HookRefusals.tsx'
import type { Connection } from './state.ts'

export type Hook = AnswerTo<'hooks.show'>

/** A storm is followed while one looks; a quiet door is asked now and then. */
const LOOK_EVERY_MS = 5_000

/** What the ESP delivers by itself: where to, proved by what, and what came of it. */
export function HookPanel({ connection }: { connection: Connection }) {
  const may = useMay()
  const { data: hook, error, refetch } = useHook(connection.id, LOOK_EVERY_MS)
  if (error && !hook) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!hook) return <PageSkeleton />
  const mayManage = may('manage_connections')
  return (
    <Stack gap="xl" maw={760}>
      <Text size="sm">{introduction(hook, connection.connectorTitle)}</Text>
      <HookFacts hook={hook} />
      <HookAddress connection={connection} hook={hook} mayManage={mayManage} />
      {hook.signals === null && (
        <HookKeys connection={connection} hook={hook} mayManage={mayManage} />
      )}
      <HookRefusals hook={hook} />
      {mayManage && hook.address !== null && <HookDoorSwitch connection={connection} hook={hook} />}
    </Stack>
  )
}

function introduction({ signals }: Hook, connectorTitle: string): string {
  if (signals === null) {
    return t`${connectorTitle} can tell Homing at once when something happens, besides being asked
      on a schedule. News that comes both ways counts once.`
  }
  return t`${connectorTitle} can call Homing when something happens. Nothing proves such a call, so
    Homing believes nothing it says and reads there itself, opt-outs first, besides asking on its
    schedule.`
}

/** The hook of a connection; asked again every so often where told. */
export function useHook(connectionId: number, every: number | false = false) {
  return useAnswer('hooks.show', { params: { connectionId } }, { every })
}

function HookFacts({ hook }: { hook: Hook }) {
  const { lastDeliveryAt, stored, waiting, repeated, closed, signals } = hook
  // A signal that comes again is noted again, and told apart by nobody.
  const cameAgain: [string, string][] =
    signals === null ? [[t`Came again`, wholeNumber(repeated)]] : []
  return (
    <Facts
      facts={[
        [tc('webhook')`Deliveries`, closed === null ? stateWords(hook) : tc('deliveries')`refused`],
        [
          t`Last delivery`,
          lastDeliveryAt === null ? t`none yet` : <Moment key="last" at={lastDeliveryAt} />,
        ],
        [t`Taken in`, wholeNumber(stored)],
        ...cameAgain,
        [
          signals === null ? t`Waiting to be read` : t`Waiting to be looked at`,
          wholeNumber(waiting),
        ],
      ]}
    />
  )
}

function stateWords({ address, signals, keyKind, keys }: Hook): string {
  if (address === null) return t`not set up`
  if (signals !== null && signals.registeredAt === null) return t`not entered at the service yet`
  if (keyKind.isNeeded && keys.length === 0) return t`refused until they can be proved`
  return tc('deliveries')`taken in`
}
