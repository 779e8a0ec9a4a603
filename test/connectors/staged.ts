import { lawFirm, type WorldDefinition } from '../../sandbox/index.ts'

/**
 * The world of a stage: enough for several pages of each report and for whatever may happen to a
 * mailing. The usual one has three times as many people, and a test of a connector reads them all.
 */
export function staged(seed: number): WorldDefinition {
  return lawFirm(seed, { companies: 120, households: 100, unattached: 30 })
}
