import { GrownFileFault, type GrownFiles, type GrownPlace } from '../../platform/grown-file.ts'
import type { Vendor } from './connector.ts'
import { Failure } from './failure.ts'
import type { HookPage } from './hooks/index.ts'

/** A log of the vendor's that this machine can read: news is what was added to it since. */
export interface LogPart {
  /** cursor: null for the beginning, or that of an earlier page. */
  page(vendor: Vendor, cursor: string | null): Promise<LogPage>
  /** Pure. Throws Failure('unreadable') for no page at all. */
  read(body: Uint8Array): HookPage
  /** Name and version of read, stored with each receipt. */
  reader: string
}

/** What was added to a log: stored before it is read. */
export interface LogPage {
  /** Null: no news. */
  body: Uint8Array | null
  /** Where the next page begins. Stored with this one, in one transaction. */
  cursor: string | null
  isEnd: boolean
  /** The last line has no end yet: it was left, and what was written behind it with it. */
  isHalf: boolean
  /** The log was put by before it was read to its end, so that lines may be missing. */
  isMissed: boolean
}

/** What a connector may do on this machine's disk; it never touches it itself. */
export interface VendorLogs {
  /** What was added to a log since a place. Throws Failure. See GrownFiles for what it promises. */
  read(path: string, from: GrownPlace | null, now: number): ReturnType<GrownFiles['read']>
}

const REMEDIES: Record<GrownFileFault['kind'], string> = {
  forbidden: 'Ask the operator to name its folder in LOG_FOLDERS, and to let Homing read it.',
  not_there: 'Look whether the log lies there; the next run reads on where the last one ended.',
  unreadable: 'Look at the disk it lies on; the next run reads on where the last one ended.',
}

/** The implementation of VendorLogs over the folders an operator allows. */
export function createVendorLogs(files: Pick<GrownFiles, 'read'>): VendorLogs {
  return {
    async read(path, from, now) {
      try {
        return await files.read(path, from, now)
      } catch (error) {
        if (!(error instanceof GrownFileFault)) throw error
        const { kind, message, cause } = error
        const failure = kind === 'forbidden' ? 'forbidden' : 'temporary'
        throw new Failure(failure, message, { whoMustAct: 'you', remedy: REMEDIES[kind], cause })
      }
    },
  }
}
