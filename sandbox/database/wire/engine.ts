import type { PGlite } from '@electric-sql/pglite'
import { message, messagesIn, query, type Complaint } from './messages.ts'

/** What a connection has set for itself, kept while others are served. */
export interface Session {
  user: string
  /** Names of its prepared statements begin with this, as the engine has them. */
  mark: string
  settings: Readonly<Record<string, string>>
}

/** How long a statement and a wait for a lock may take here, in milliseconds; 0 is for ever. */
export interface Patience {
  statement: number
  lock: number
}

/** One engine for all connections: a transaction has it alone, with its own user and settings. */
export interface Engine {
  /** Sends these bytes, and answers what the engine says. */
  ask(session: Session, bytes: Buffer): Promise<Buffer>
  /** The engine fails with these words, and with it the transaction it is in. */
  fail(session: Session, why: Complaint): Promise<Buffer>
  patience(session: Session): Promise<Patience>
  /** The connection has ended: nothing of it stays. */
  leave(session: Session): Promise<void>
  /** Whether nobody is at work or in a transaction. */
  isFree(): boolean
  /** What the administrator does, who may do everything. */
  asOwner<T>(work: (db: PGlite) => Promise<T>): Promise<T>
}

/** Settings that hold for every connection that sets no others. */
export type Standing = () => Readonly<Record<string, string>>

const owner: Session = { user: '', mark: '', settings: {} }

export function createEngine(db: PGlite, standing: Standing): Engine {
  const turns = createTurns()
  let served = owner
  const serve = async (session: Session): Promise<void> => {
    if (served === session) return
    // To reset it would do nothing: this engine has nobody who signed in.
    await db.exec('set session authorization postgres')
    if (served !== owner) served.settings = await settingsNow(db, Object.keys(standing()))
    await db.exec('reset all')
    served = owner
    if (session === owner) return
    for (const [name, value] of Object.entries({ ...standing(), ...session.settings })) {
      await db.query('select set_config($1, $2, false)', [name, value])
    }
    await db.exec(`set session authorization "${session.user}"`)
    served = session
  }
  const asOwner = async <T>(work: (db: PGlite) => Promise<T>): Promise<T> => {
    await turns.take(owner)
    try {
      await serve(owner)
      return await work(db)
    } finally {
      turns.end()
    }
  }
  const ask = async (session: Session, bytes: Buffer): Promise<Buffer> => {
    await turns.take(session)
    // A transaction, or half of what belongs together, keeps the engine.
    let isOver = true
    try {
      await serve(session)
      const answer = Buffer.from(await db.execProtocolRaw(bytes))
      isOver = statusOf(answer) === 'I'
      return answer
    } finally {
      if (isOver) turns.end()
    }
  }
  return {
    ask,
    fail: (session, { code, words }) => ask(session, query(raising(code, words))),
    patience: async (session) => patienceOf(await ask(session, query(patience))),
    leave: async (session) => {
      if (turns.has(session)) await ask(session, brokenOff)
      await asOwner(() => forget(db, session.mark))
    },
    isFree: () => !turns.taken(),
    asOwner,
  }
}

/** After something has failed the engine hears nothing until what belongs together is over. */
const brokenOff = Buffer.concat([message('S'), query('rollback')])

/** The settings a connection has made, as texts that can be set again. */
async function settingsNow(db: PGlite, but: string[]): Promise<Record<string, string>> {
  const { rows } = await db.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings
      where source = 'session' and name not like 'transaction%' and name <> all ($1)`,
    [but],
  )
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
}

async function forget(db: PGlite, mark: string): Promise<void> {
  const { rows } = await db.query<{ name: string }>(
    'select name from pg_prepared_statements where starts_with(name, $1)',
    [mark],
  )
  for (const { name } of rows) await db.exec(`deallocate "${name}"`)
}

const patience = `select
  (select setting from pg_settings where name = 'statement_timeout') || ' '
  || (select setting from pg_settings where name = 'lock_timeout')`

function patienceOf(answer: Buffer): Patience {
  const row = messagesIn(answer).find(({ type }) => type === 'D')
  // In a transaction that has failed nothing can be asked, and nothing waits.
  const [statement = 0, lock = 0] = row?.body.toString('utf8', 6).split(' ').map(Number) ?? []
  return { statement, lock }
}

function raising(code: string, words: string): string {
  return `do $$ begin raise exception using errcode = '${code}', message = '${words}'; end $$`
}

/** How the engine stands after an answer; undefined while more of it is to come. */
export function statusOf(answer: Buffer): string | undefined {
  const last = messagesIn(answer).at(-1)
  return last?.type === 'Z' ? last.body.toString('latin1') : undefined
}

interface Turns {
  taken(): boolean
  has(session: Session): boolean
  /** Waits until nobody else has the engine. */
  take(session: Session): Promise<void>
  end(): void
}

function createTurns(): Turns {
  const waiting: (() => void)[] = []
  let holder: Session | undefined
  return {
    taken: () => holder !== undefined,
    has: (session) => holder === session,
    take: async (session) => {
      if (holder === session && session !== owner) return
      while (holder !== undefined) await new Promise<void>((done) => waiting.push(done))
      holder = session
    },
    end: () => {
      holder = undefined
      waiting.shift()?.()
    },
  }
}
