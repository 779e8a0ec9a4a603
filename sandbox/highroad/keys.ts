import type { Keys } from './vendor.ts'

/** What a connection enters. */
export const keys = {
  account: 'harrowgate',
  username: 'marguerite',
  password: 'sandbox-password',
  workspaceId: '7',
  coreTableId: '44',
} as const satisfies Keys

/** What REST takes beside the name and the password. */
export const restToken = 'sandbox-rest-token'
