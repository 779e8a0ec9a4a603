import type { ContactList } from '../world/lists.ts'
import type { Struct } from '../xmlrpc/index.ts'
import { given, paged, struct, text, whole } from './asked.ts'
import { Refused } from './errors.ts'
import { listId, listNumbered } from './ids.ts'
import type { Method } from './methods.ts'
import type { Vendor } from './vendor.ts'

export function shownList({ world, keys }: Vendor, list: ContactList): Struct {
  return {
    id: listId(world, list.listId),
    name: list.name,
    description: list.description ?? '',
    workspace_id: Number(keys.workspaceId),
    table_id: Number(keys.coreTableId),
  }
}

/** The lists that are as is asked for, whatever the case. */
export function searchLists(vendor: Vendor, search: Struct): Struct[] {
  const alive = vendor.world.lists.all().filter((one) => one.deletedAt === undefined)
  const wanted = Object.entries(search).filter(([, value]) => given(value ?? null) !== undefined)
  return alive
    .map((one) => shownList(vendor, one))
    .filter((shown) =>
      wanted.every(([name, value]) => {
        if (!(name in shown)) throw new Refused(`Lists have no ${name}`)
        return String(shown[name]).toLowerCase() === String(value).toLowerCase()
      }),
    )
}

function inputOf(asked: Struct, list?: ContactList) {
  const { name, description } = asked
  const described = given(description)
  const words = described === undefined ? list?.description : text(described, 'description')
  return {
    name: given(name) === undefined && list !== undefined ? list.name : text(name, 'name'),
    favorite: list?.favorite ?? false,
    ...(words !== undefined && { description: words }),
  }
}

export const listMethods = {
  'list.get': (vendor, [id]) => shownList(vendor, listNumbered(vendor.world, whole(id, 'id'))),
  'list.all': (vendor, [paging]) => paged(searchLists(vendor, {}), paging, vendor.rowsPerPage),
  'list.search': (vendor, [search, paging]) => {
    return paged(searchLists(vendor, struct(search, 'search_args')), paging, vendor.rowsPerPage)
  },
  'list.create': (vendor, [data], now) => {
    const input = inputOf(struct(data, 'create_args'))
    if (vendor.world.lists.named(input.name) !== undefined) {
      throw new Refused('There is a list of that name')
    }
    return shownList(vendor, vendor.world.lists.create(input, now))
  },
  'list.update': (vendor, [id, data], now) => {
    const list = listNumbered(vendor.world, whole(id, 'id'))
    vendor.world.lists.update(list, inputOf(struct(data, 'update_args'), list), now)
    return 1
  },
} satisfies Record<string, Method>
