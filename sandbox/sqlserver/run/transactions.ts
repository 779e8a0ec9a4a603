import { SqlError } from '../sql/errors.ts'

/** The transaction of one session, however often it was begun within itself. */
export interface Transactions {
  depth(): number
  begin(turned: Turned): Promise<void>
  commit(turned: Turned): Promise<void>
  rollback(turned: Turned): Promise<void>
  /** What was begun is undone, if anything was. */
  undo(turned: Turned): Promise<void>
}

export type Turned = (what: 'begun' | 'committed' | 'rolledBack') => void

const noTransaction = 'The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.'

export function createTransactions(tell: (sql: string) => Promise<unknown>): Transactions {
  let depth = 0
  const undo = async (turned: Turned) => {
    if (depth === 0) return
    depth = 0
    await tell('rollback')
    turned('rolledBack')
  }
  return {
    depth: () => depth,
    undo,
    begin: async (turned) => {
      depth += 1
      if (depth > 1) return
      await tell('begin')
      turned('begun')
    },
    commit: async (turned) => {
      if (depth === 0) throw new SqlError(3902, noTransaction)
      depth -= 1
      if (depth > 0) return
      await tell('commit')
      turned('committed')
    },
    rollback: async (turned) => {
      if (depth === 0) throw new SqlError(3903, noTransaction.replace('COMMIT', 'ROLLBACK'))
      await undo(turned)
    },
  }
}
