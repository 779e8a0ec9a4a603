import { refuseHidden } from '../../accounts/index.ts'
import { FIELD_OF_KIND } from '../../accounts/fields/index.ts'
import type { EventKind } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import {
  ledgerFile,
  positionIn,
  positionNow,
  positionText,
  type LedgerFormat,
} from '../../reports/index.ts'
import type { ledger } from '../contract/ledger.ts'
import type { Ask, Handlers } from '../handler.ts'
import { within } from './person.ts'

export const ledgerHandlers: Handlers<keyof typeof ledger> = {
  'ledger.position': ({ caller }, homing) =>
    within(homing, caller, async (tx) => ({ position: positionText(await positionNow(tx)) })),

  'ledger.csv': exportOf('csv'),
  'ledger.parquet': exportOf('parquet'),
}

function exportOf(format: LedgerFormat) {
  return async ({ query, caller }: Pick<Ask<'ledger.csv'>, 'query' | 'caller'>, homing: Homing) => {
    const { workspaceId, hidden } = caller
    const kinds = (query.kinds?.split(',') ?? []) as EventKind[]
    refuseHidden(
      kinds.flatMap((kind) => FIELD_OF_KIND[kind] ?? []),
      hidden,
      'kinds',
    )
    const now = await within(homing, caller, positionNow)
    const at = (text: string | undefined, field: 'after' | 'upTo') =>
      text === undefined ? null : positionIn(text, now, field)
    return ledgerFile(homing, format, {
      ...{ workspaceId, hidden, kinds },
      after: at(query.after, 'after'),
      upTo: at(query.upTo, 'upTo') ?? now,
      since: query.since === undefined ? null : new Date(query.since),
      until: query.until === undefined ? null : new Date(query.until),
      campaigns: query.campaigns?.split(',').map(Number) ?? [],
    })
  }
}
