export {
  bitIn,
  bitOf,
  bitsMoved,
  bitsOf,
  handed,
  idsOf,
  isMarked,
  movedBit,
  strung,
  type IdsOf,
} from './bits.ts'
export { afterName, nextByName } from './by-name.ts'
export { Database, databaseOf, proveFence, writeAs, type Standing, type Tx } from './database.ts'
export { openDatabase, type DatabaseOptions } from './open.ts'
export { inspectDatabase, type Inspection } from './inspect.ts'
export { contentsBehindTheFence, contentsOf, gapsInTheFence, type Contents } from './contents.ts'
export { FolderInUse, lockFolder } from './folder-lock.ts'
export { AnotherKey, forgetKey, keepToKey } from './key-in-use.ts'
export { openPglite } from './pglite.ts'
export { openPostgres } from './postgres.ts'
export { migrate } from './migrate.ts'
export type { Engine, Session } from './engine.ts'
export { bigints, integers, moments, rowsOf, type Column } from './packed.ts'
export type { Tables } from './tables.ts'
export { cancellable } from './cancellable.ts'
export { cleanFiles } from './clean-files.ts'
export { refreshStatistics } from './statistics.ts'
export { allEnded, inOneGo } from './in-one-go.ts'
export { keyedHash } from './keyed-hash.ts'
