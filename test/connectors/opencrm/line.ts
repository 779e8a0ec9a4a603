import { openCrm } from '../../../src/connectors/crm/opencrm/index.ts'
import { proofOf, type Vendor } from '../../../src/connectors/index.ts'
import { line, type Outcome } from '../sdk/scripted.ts'

export const SETTINGS = { siteUrl: 'https://firm.opencrm.example' }

/** A vendor whose answers are scripted; asked lists what went out. */
export function scripted(...answers: unknown[]) {
  const proof = async () => proofOf({ apiKey: 'k-1', passKey: 'p-1' })
  const outcomes = answers.map((one): Outcome => ({ status: 200, body: JSON.stringify(one) }))
  const lined = line(outcomes, {
    ...{ connector: openCrm, settings: SETTINGS },
    tokens: { current: proof, renew: proof },
  })
  const vendor: Vendor = { settings: SETTINGS, http: lined.vendor, now: lined.clock.now }
  return { vendor, asked: () => lined.asked }
}
