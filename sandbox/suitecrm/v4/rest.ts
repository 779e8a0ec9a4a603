import { Hono } from 'hono'
import { adminId } from '../../sugar-data/crm.ts'
import { DatabaseFailure } from '../../sugar-data/database-failure.ts'
import { plain } from '../../sugar-data/saving.ts'
import { databaseFailure } from '../refusal.ts'
import type { Vendor } from '../vendor.ts'
import { readArguments, type Arguments } from './arguments.ts'
import { restErrors, RestFault } from './errors.ts'
import { availableModules, moduleFields } from './fields.ts'
import { entries, entriesCount, entry, entryList } from './reads.ts'
import { modifiedRelationships, relationships } from './reads.ts'
import { login, logout, serverInfo } from './sessions.ts'
import { setCampaignMerge, setEntries, setEntry } from './writes.ts'
import { setRelationship, setRelationships } from './writes.ts'

export const restPath = '/service/v4_1/rest.php'

type Method = (vendor: Vendor, given: Arguments) => unknown

/** Without a session. */
const open: Readonly<Record<string, Method>> = { login, get_server_info: serverInfo }

const methods: Readonly<Record<string, Method>> = {
  logout,
  get_user_id: () => adminId,
  get_available_modules: availableModules,
  get_module_fields: moduleFields,
  get_entry: entry,
  get_entries: entries,
  get_entry_list: entryList,
  get_entries_count: entriesCount,
  get_relationships: relationships,
  get_modified_relationships: modifiedRelationships,
  set_entry: setEntry,
  set_entries: setEntries,
  set_relationship: setRelationship,
  set_relationships: setRelationships,
  set_campaign_merge: setCampaignMerge,
}

/** All methods at one address: a form names the method, and has its arguments as JSON. */
export function restRoutes(vendor: Vendor): Hono {
  const app = new Hono()
  app.post('/', async (c) => {
    const { method, rest_data: data } = await c.req.parseBody()
    try {
      return c.json(call(vendor, plain(method), readArguments(plain(data))) ?? null)
    } catch (error) {
      if (error instanceof RestFault) return c.json(error.error)
      if (error instanceof DatabaseFailure) return c.text(databaseFailure, 500)
      throw error
    }
  })
  return app
}

function call(vendor: Vendor, name: string, given: Arguments): unknown {
  const method = own(open, name)
  if (method !== undefined) return method(vendor, given)
  const closed = own(methods, name)
  if (closed === undefined) return restErrors.method
  if (!vendor.passes.use(plain(given[0]))) throw new RestFault('session')
  return closed(vendor, given)
}

/** Not what every object has, such as a constructor. */
function own(all: Readonly<Record<string, Method>>, name: string): Method | undefined {
  return Object.hasOwn(all, name) ? all[name] : undefined
}
