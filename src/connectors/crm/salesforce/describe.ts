/** What this installation has, as it tells the user: objects, their fields, what may be written. */
import { asObject, Failure, type JsonObject, type Vendor } from '../../sdk/index.ts'
import { ask, objectOf } from './client.ts'

export interface Shape {
  fields: ReadonlyMap<string, Field>
  /** Names of the records below one, such as "CampaignMembers". */
  children: ReadonlySet<string>
  mayCreate: boolean
  mayUpdate: boolean
}

export interface Field {
  mayCreate: boolean
  mayUpdate: boolean
}

/** An administrator may change what the user sees meanwhile. */
const FRESH_MS = 10 * 60_000

const known = new WeakMap<Vendor, Map<string, { at: number; shape: Shape | null }>>()

/** An object as the user sees it. Throws Failure('not_found') where it does not. */
export async function shapeOf(vendor: Vendor, object: string): Promise<Shape> {
  const shape = await findShape(vendor, object)
  if (shape) return shape
  throw new Failure('not_found', `Salesforce does not show the user the object ${object}.`, {
    whoMustAct: 'you',
    remedy: `Give the user that the app runs as access to ${object}.`,
  })
}

/** The same; null where there is none. */
export async function findShape(vendor: Vendor, object: string): Promise<Shape | null> {
  const shapes = known.get(vendor) ?? new Map<string, { at: number; shape: Shape | null }>()
  known.set(vendor, shapes)
  const found = shapes.get(object)
  if (found && vendor.now() - found.at < FRESH_MS) return found.shape
  const shape = await describe(vendor, object)
  shapes.set(object, { at: vendor.now(), shape })
  return shape
}

async function describe(vendor: Vendor, object: string): Promise<Shape | null> {
  try {
    return readShape(objectOf(await ask(vendor, { path: `/sobjects/${object}/describe` })))
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_found') return null
    throw error
  }
}

function readShape(told: JsonObject): Shape {
  const fields = listIn(told, 'fields').map(
    (one) =>
      [
        String(one['name']),
        { mayCreate: one['createable'] === true, mayUpdate: one['updateable'] === true },
      ] as const,
  )
  const children = listIn(told, 'childRelationships').map((one) => String(one['relationshipName']))
  return {
    fields: new Map(fields),
    children: new Set(children),
    mayCreate: told['createable'] === true,
    mayUpdate: told['updateable'] === true,
  }
}

function listIn(told: JsonObject, key: string): JsonObject[] {
  const list = told[key]
  return Array.isArray(list) ? list.map((one) => asObject(one) ?? {}) : []
}
