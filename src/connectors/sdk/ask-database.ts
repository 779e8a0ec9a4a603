/** The implementation of VendorSql over the SQL client. */
import { backOffMs, type Clock, TRIES_MAX, WAIT_MAX_MS } from '../../platform/http/index.ts'
import { type Sql, SqlFault, type SqlRow } from '../../platform/sql/index.ts'
import type { AskedOnce, PaceGate, TokenSource } from './ask-vendor.ts'
import type { Connector, Settings } from './connector.ts'
import { Failure } from './failure.ts'
import { judgeSqlFault } from './judge-sql.ts'
import { keysIn } from './keys.ts'
import type { SqlAsk, SqlPart, VendorSql } from './vendor-sql.ts'

export interface VendorSqlOptions {
  connector: Pick<Connector, 'title' | 'keys'>
  part: SqlPart
  settings: Settings
  tokens: TokenSource
  pace: PaceGate
  sql: Sql
  clock: Clock
  random: () => number
  signal?: AbortSignal
  onRequest?: (asked: AskedOnce) => void
}

/** See VendorSql for what run promises. A wait of more than a minute is left to the job. */
export function createVendorSql(options: VendorSqlOptions): VendorSql {
  const { part, settings, tokens } = options
  return {
    engine: part.target(settings).engine,
    async run(ask) {
      let proof = await tokens.current()
      let isRenewed = false
      for (let tryNo = 1; ; tryNo++) {
        const outcome = await tryOnce(options, ask, proof)
        if (!(outcome instanceof Failure)) return outcome
        if (outcome.kind === 'unauthorised' && !isRenewed) {
          isRenewed = true
          proof = await tokens.renew(proof)
          continue
        }
        await waitOrThrow(options, { ask, failure: outcome, tryNo })
      }
    },
  }
}

async function tryOnce(
  options: VendorSqlOptions,
  ask: SqlAsk,
  proof: string,
): Promise<SqlRow[] | Failure> {
  const { connector, part, settings, signal, onRequest = () => {} } = options
  const release = await options.pace.take()
  const asked = { method: 'SQL', path: ask.about }
  try {
    signal?.throwIfAborted()
    const password = passwordIn(options, proof)
    const target = { ...part.target(settings), password }
    const rows = await options.sql.run(target, ask.statement, signal)
    onRequest({ ...asked, status: null })
    return rows
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof SqlFault)) throw error
    onRequest({ ...asked, status: null })
    return judgeSqlFault(connector.title, ask, error)
  } finally {
    await release?.()
  }
}

/** An empty proof is none yet: it is asked for as one that was refused. */
function passwordIn({ connector }: VendorSqlOptions, proof: string): string {
  if (proof === '') throw new SqlFault('login')
  return keysIn(proof)[connector.keys!.names[0]!]!
}

async function waitOrThrow(
  { clock, pace, random, signal }: VendorSqlOptions,
  { ask, failure, tryNo }: { ask: SqlAsk; failure: Failure; tryNo: number },
): Promise<void> {
  const wait = failure.waitMs ?? backOffMs(tryNo, random())
  const isThrottle = failure.kind === 'throttled'
  if (isThrottle) await pace.block(clock.now() + wait, failure.message)
  const mayRepeat = isThrottle || (failure.kind === 'temporary' && ask.isSafe)
  if (!mayRepeat || tryNo >= TRIES_MAX || wait > WAIT_MAX_MS) throw failure
  await clock.sleep(wait, signal)
}
