import { Failure, type Health, isRefusal, textOf, type Vendor } from '../../sdk/index.ts'
import { categoriesOf } from './categories.ts'
import { anyResultOf, ask, parsed } from './client.ts'
import { LEFT, leftReport } from './left-categories.ts'
import { messagesSent } from './messages.ts'
import { settingsOf } from './settings.ts'

type Line = Health['checks'][number]

const DAY_MS = 86_400_000

/** Looks by asking. The account is named as its bills are, else after its user. */
export async function check(vendor: Vendor): Promise<Health> {
  let account = settingsOf(vendor.settings).username
  const checks: Line[] = []
  for (const probe of PROBES) {
    const { line, name } = await look(vendor, probe)
    if (name !== '') account = name
    checks.push(line)
    // Without a line or a session every further question would get the same answer.
    if (!line.ok) break
  }
  return { ok: checks.every((line) => line.ok), account, checks }
}

interface Probe {
  name: string
  good: string
  /** What a refusal means, where everything else goes on without it. */
  refused?: Omit<Line, 'name' | 'ok'>
  /** Answers the name of the account, where that is told. */
  look(vendor: Vendor): Promise<string>
}

const PROBES: readonly Probe[] = [
  {
    name: 'account',
    good: 'A session was opened, and the account can be read.',
    async look(vendor) {
      const user = await ask(vendor, 'getUserDetails', (user_id) => ({ user_id }))
      return textOf(user, 'billing_name')
    },
  },
  {
    name: 'messages',
    good: 'Messages and what happened to them can be read.',
    async look(vendor) {
      await messagesSent(vendor, vendor.now() - DAY_MS, vendor.now())
      return ''
    },
  },
  {
    name: 'categories',
    good: 'Who left a group category can be read.',
    refused: {
      sentence: 'MagnetMail does not let Homing read who left a group category. All else is read.',
      remedy: 'Ask MagnetMail for the right to read group categories and who left them.',
    },
    async look(vendor) {
      const [first] = await categoriesOf(vendor)
      if (first === undefined) return ''
      const ask = { from: vendor.now() - DAY_MS, page: 1 }
      anyResultOf(LEFT, parsed(await leftReport(vendor, first.id, ask)))
      return ''
    },
  },
]

async function look(vendor: Vendor, probe: Probe): Promise<{ line: Line; name: string }> {
  try {
    const name = await probe.look(vendor)
    return { name, line: { name: probe.name, ok: true, sentence: probe.good } }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (probe.refused && isRefusal(error)) {
      return { name: '', line: { name: probe.name, ok: false, ...probe.refused } }
    }
    const { message: sentence, remedy } = error
    return { name: '', line: { name: 'connection', ok: false, sentence, remedy } }
  }
}
