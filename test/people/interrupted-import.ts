// Run by resume.test.ts as a process of its own, to be killed while it imports.
import { openPglite, Database } from '../../src/platform/database/index.ts'
import { carryOutImport } from '../../src/people/index.ts'
import { followers, peopleWorld } from './world.ts'

const [folder, workspaceId, importId] = process.argv.slice(2)
const database = new Database(await openPglite(folder!))
const { homing } = peopleWorld(database)
const watched = { ...homing, database: watch(database) } as typeof homing
const job = { workspaceId: Number(workspaceId), importId: Number(importId) }
await carryOutImport(watched, job, followers)
process.stdout.write('finished\n')

/** Says each transaction, so that the test can kill in the middle of the next. */
function watch(inner: Database): Database {
  return new Proxy(inner, {
    get(target, name) {
      if (name !== 'inWorkspace') return Reflect.get(target, name)
      return async (...given: Parameters<Database['inWorkspace']>) => {
        process.stdout.write('begin\n')
        return target.inWorkspace(...given)
      }
    },
  })
}
