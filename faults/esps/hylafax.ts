import type { Sandbox } from '../../sandbox/index.ts'
import { callsBetween, type Call } from '../../sandbox/hylafax/calls.ts'
import type { Trouble } from '../../sandbox/hylafax/log.ts'
import { hylafax as connector } from '../../src/connectors/esp/hylafax/index.ts'
import type { Esp, Happened } from './esp.ts'
import { onceEach } from './told.ts'

const MINUTE_MS = 60_000
/** A modem answers, and no fax. */
const FOR_GOOD = /^Data connection established/

/** One call is one event of sending, and what came of it. The log tells no seconds. */
function happenedOf({ number, begun, reason }: Call): Happened[] {
  const told = { address: `+${number}`, at: begun - (begun % MINUTE_MS) }
  const sent: Happened = { kind: 'sent', ...told }
  if (reason === '') return [sent, { kind: 'delivered', ...told }]
  return [sent, { kind: 'bounce', ...told, isHard: FOR_GOOD.test(reason) }]
}

async function press(sandbox: Sandbox, button: string, body?: object): Promise<void> {
  const answer = await fetch(`${sandbox.url}/_sandbox/log/${button}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`The sandbox's log answered ${answer.status}.`)
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'a line that is half written': 'half-line',
  'a log that is put by behind half a line': 'put-by-half',
  'a line that is written twice': 'duplicate',
  'a line that is none': 'garbage',
}
const PUT_BY = 'a log that is put by'

/** HylaFAX has no API: its log is read, and nobody opts out of a fax. */
export const hylafax: Esp = {
  connector,
  vendor: 'hylafax',
  settings: ({ settings }) => ({ ...settings }),
  proof: () => ({}),
  told(sandbox) {
    const { world, clock } = sandbox
    const told = new Map<string, Happened[]>()
    for (const call of callsBetween(world, -Infinity, clock.now())) {
      told.set(call.campaign, [...(told.get(call.campaign) ?? []), ...happenedOf(call)])
    }
    return [...told].map(([campaign, all]) => ({ campaign, happened: onceEach(all) }))
  },
  optedOut: () => [],
  troubles: [...Object.keys(TROUBLES), PUT_BY],
  trouble: (sandbox, name) =>
    name === PUT_BY
      ? press(sandbox, 'rotate')
      : press(sandbox, 'trouble', { kind: TROUBLES[name] }),
}
