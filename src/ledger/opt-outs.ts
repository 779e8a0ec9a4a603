import type { Connector, RemoteOptOut } from '../connectors/index.ts'
import { recordEspOptOuts } from '../consent/index.ts'
import { identifyAddresses, parseAddress } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { raiseProblems, type Problem } from './problems.ts'
import type { PageRead } from './read-pages.ts'
import { problemIdentity, recordHash } from './record-identity.ts'

interface At {
  workspaceId: number
  connectionId: number
  connector: Pick<Connector, 'system'>
  runId: number | null
  now: number
}

/**
 * Opt-outs as the system's contact records state them, outside any campaign: consent facts, not
 * events. One that a campaign's feedback told already is the same wish told twice; both are kept.
 */
export async function takeOptOuts(
  tx: Tx,
  at: At,
  pages: Pick<PageRead, 'receipt' | 'optOuts'>[],
): Promise<{ read: number; written: number; parked: number }> {
  const seen = new Map<string, { address: string; name?: { first?: string; last?: string } }>()
  const known: (RemoteOptOut & { canonical: string })[] = []
  const parked: Problem[] = []
  for (const { receipt, optOuts } of pages) {
    for (const optOut of optOuts) {
      const parsed = parseAddress(optOut.address, optOut.channel)
      if (!parsed.ok) {
        parked.push(unparseable(at, receipt.id, optOut, parsed.reason))
        continue
      }
      seen.set(parsed.canonical, { address: optOut.address, name: optOut.name })
      known.push({ ...optOut, canonical: parsed.canonical })
    }
  }
  await raiseProblems(tx, parked)
  const read = known.length + parked.length
  if (known.length === 0) return { read, written: 0, parked: parked.length }
  const ids = await identifyAddresses(tx, at.workspaceId, seen)
  const written = await recordEspOptOuts(
    tx,
    at.workspaceId,
    known.map((optOut) => ({
      addressId: ids.get(optOut.canonical)!,
      occurredAt: optOut.occurredAt ?? at.now,
      reason: optOut.reason,
      cause: 'wish',
      connectionId: at.connectionId,
      source: at.connector.system ?? 'esp',
      campaignId: null,
      mark: optOut.mark,
      naturalKey: optOutKey(at.connectionId, optOut.canonical, optOut.occurredAt),
    })),
    at.now,
  )
  return { read, written, parked: parked.length }
}

/**
 * The natural key of the consent fact. Without a date it is one wish for ever; with one, a later
 * wish is another.
 */
export function optOutKey(
  connectionId: number,
  canonical: string,
  occurredAt: number | null,
): string {
  return ['contact', connectionId, canonical, occurredAt ?? 'undated'].join(':')
}

function unparseable(at: At, receiptId: number, optOut: RemoteOptOut, reason: string): Problem {
  const { workspaceId, connectionId, runId } = at
  const hash = recordHash('opt_out', optOut)
  return {
    workspaceId,
    connectionId,
    runId,
    receiptId,
    cause: 'An opt-out without a usable address',
    sentence: `address: ${reason}`,
    remedy: 'Enter the right address here, or correct it at the ESP; the opt-out then holds.',
    whoMustAct: 'you',
    field: 'address',
    record: optOut,
    identity: problemIdentity({ connectionId, form: 'opt_out', field: 'address', hash }),
    parked: { form: 'opt_out', hash, key: null },
  }
}
