import type { Keys } from './vendor.ts'

/** The one account there is: what a connection enters, by the names of its settings. */
export const keys = {
  accountId: '1732415',
  publicKey: 'sandbox-public-key',
  privateKey: 'sandbox-private-key',
} as const satisfies Keys
