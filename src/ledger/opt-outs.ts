import type { ReadPage, RemoteOptOut } from '../connectors/index.ts'
import { recordEspOptOuts } from '../consent/index.ts'
import { identifyAddresses, parseEmail } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { raiseProblems } from './problems.ts'

/**
 * Opt-outs as the ESP's contact records state them, outside any campaign: consent facts, not
 * events. One that a campaign's feedback told already is the same wish told twice; both are kept.
 */
export async function takeOptOuts(
  tx: Tx,
  at: { workspaceId: number; connectionId: number; runId: number | null; now: number },
  pages: ReadPage<RemoteOptOut>[],
): Promise<{ read: number; written: number }> {
  const stated = pages.flatMap((page) => page.rows)
  const seen = new Map<string, { address: string; name?: { first?: string; last?: string } }>()
  const optOuts: (RemoteOptOut & { canonical: string })[] = []
  for (const optOut of stated) {
    const parsed = parseEmail(optOut.address)
    if (!parsed.ok) {
      await raiseProblems(tx, [unparseable(at, optOut, parsed.reason)])
      continue
    }
    seen.set(parsed.canonical, { address: optOut.address, name: optOut.name })
    optOuts.push({ ...optOut, canonical: parsed.canonical })
  }
  if (optOuts.length === 0) return { read: stated.length, written: 0 }
  const ids = await identifyAddresses(tx, at.workspaceId, seen)
  const written = await recordEspOptOuts(
    tx,
    at.workspaceId,
    optOuts.map((optOut) => ({
      addressId: ids.get(optOut.canonical)!,
      occurredAt: optOut.occurredAt ?? at.now,
      reason: optOut.reason,
      connectionId: at.connectionId,
      campaignId: null,
      // Without a date it is one wish for ever; with one, a later wish is another.
      naturalKey: [
        'contact',
        at.connectionId,
        optOut.canonical,
        optOut.occurredAt ?? 'undated',
      ].join(':'),
    })),
  )
  return { read: stated.length, written }
}

function unparseable(
  at: { workspaceId: number; connectionId: number; runId: number | null },
  optOut: RemoteOptOut,
  reason: string,
) {
  return {
    workspaceId: at.workspaceId,
    connectionId: at.connectionId,
    runId: at.runId,
    cause: 'An opt-out without a usable address',
    sentence: `address: ${reason}`,
    remedy: 'Look the contact up at the ESP and correct its address there.',
    whoMustAct: 'you' as const,
    field: 'address',
    record: optOut,
  }
}
