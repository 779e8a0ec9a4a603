import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import { openVendor, type By } from '../connections/index.ts'
import { Failure, type AccountPart, type RemoteList, type Vendor } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { Refused } from '../platform/refused.ts'

/** Pages of lists that are looked through for a name. */
const PAGES_MAX = 50

export interface NewList {
  connectionId: number
  name: string
  by: By
  /** It was asked for before, and no answer was kept: a list of that name is the one. */
  isAsked?: boolean
}

/**
 * Makes a list at the ESP, and answers it as Homing keeps it. After an answer that was lost it is
 * looked for by its name, so that nothing is made twice. Refuses a name that is in use there.
 */
export async function makeList(
  homing: Homing,
  { connectionId, name, by, isAsked = false }: NewList,
): Promise<{ id: number; externalId: string; name: string }> {
  const { workspaceId } = by
  const { connector, vendor, connection } = await openVendor(homing, workspaceId, connectionId, {
    purpose: 'person',
  })
  const part = connector.audience
  if (part?.createList === undefined || connector.lists === undefined) {
    throw new Refused(409, `Homing cannot make lists at ${connector.title}.`)
  }
  if (name.length > part.limits.listNameCharsMax) {
    const max = part.limits.listNameCharsMax
    throw new Refused(422, `A list's name has ${max} characters at most.`, { field: 'name' })
  }
  const before = await named(connector.lists, vendor, name)
  if (before !== null && !isAsked) {
    throw new Refused(409, `${connector.title} has a list “${name}” already.`, {
      field: 'name',
      remedy:
        'Choose that list, or another name. A list made there a moment ago is here after '
        + 'the next sync.',
    })
  }
  const made =
    before
    ?? (await part.createList(vendor, name).catch(async (error: unknown) => {
      const isLost = error instanceof Failure && error.kind === 'temporary'
      const found = isLost ? await named(connector.lists!, vendor, name) : null
      if (found === null) throw error
      return found
    }))
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      insert into list (workspace_id, connection_id, external_id, name, members_told)
      values (${workspaceId}, ${connectionId}, ${made.id}, ${made.name}, 0)
      on conflict (workspace_id, connection_id, external_id) do update
        set name = excluded.name, gone_at = null
      returning id`.execute(tx)
    await audit(tx, {
      actor: by,
      action: 'make_list',
      subject: 'list',
      subjectId: rows[0]!.id,
      sentence: `Made the list “${made.name}” at “${connection.name}”.`,
      at: homing.now(),
    })
    return { id: rows[0]!.id, externalId: made.id, name: made.name }
  })
}

async function named(
  lists: AccountPart<RemoteList>,
  vendor: Vendor,
  name: string,
): Promise<RemoteList | null> {
  let cursor: string | null = null
  for (let page = 0; page < PAGES_MAX; page++) {
    const { body, next } = await lists.page(vendor, cursor)
    const found = lists.read(body).rows.find((list) => list.name === name)
    if (found !== undefined) return found
    if (next === null) return null
    cursor = next
  }
  return null
}
