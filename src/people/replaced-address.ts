import type { Tx } from '../platform/database/index.ts'

/** A person who was told to have another address than the one known. */
export interface ReplacedAddress {
  personId: number
  oldAddressId: number
  newAddressId: number
  /** False: the old address has ended. True: nothing has, and somebody has to say what is so. */
  isDoubtful: boolean
  /** Why it is doubtful: others who use one of the two addresses. */
  otherIds: number[]
}

/**
 * What has to follow in the same transaction: opt-outs are carried from addresses that ended, and
 * what could not be decided is told. People know neither consent nor problems, so it is given to
 * them (main.ts).
 */
export type FollowReplaced = (
  tx: Tx,
  workspaceId: number,
  replaced: readonly ReplacedAddress[],
) => Promise<void>
