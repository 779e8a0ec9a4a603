/** Opt-outs and bounces, which are a person's here: who shares an address has their own. */
import { Failure, type JsonObject, type RawPage, unreadable, type Vendor } from '../../sdk/index.ts'
import { type Shape, shapeOf } from './describe.ts'
import { BOUNCED_AT, OPT_OUT, PERSON_MODULES, type PersonModule } from './modules.ts'
import { momentIn, safeId, TITLE } from './values.ts'

/** Words of ours: Salesforce has fields and no word. */
export const OPTED_OUT = 'opt_out'
export const BOUNCED = 'bounced'
const OK = 'ok'

/** Whoever opted out is so first, whatever else the address is. */
export function permissionOf(record: JsonObject): string {
  if (record[OPT_OUT] === true) return OPTED_OUT
  return momentIn(record[BOUNCED_AT]) === null ? OK : BOUNCED
}

/**
 * The shape of persons whose opt-outs can be seen. Throws Failure('forbidden') where they cannot:
 * read without the field, everybody would be mailable.
 */
export async function flaggedShape(vendor: Vendor, module: PersonModule): Promise<Shape> {
  const shape = await shapeOf(vendor, module)
  if (shape.fields.has(OPT_OUT)) return shape
  throw new Failure('forbidden', `Salesforce does not show the user who of ${module} opted out.`, {
    whoMustAct: 'you',
    remedy: `Let the user see the field ${OPT_OUT} of ${module} (field-level security).`,
  })
}

/** Walks contacts, then leads. The cursor is the object and its own cursor: "Lead 00Q…". */
export async function pageOfPersons(
  cursor: string | null,
  page: (module: PersonModule, inner: string | null) => Promise<RawPage>,
): Promise<RawPage> {
  const [module, inner] = cursor === null ? [PERSON_MODULES[0], null] : placeIn(cursor)
  const { body, next } = await page(module, inner)
  if (next !== null) return { body, next: `${module} ${next}` }
  return { body, next: PERSON_MODULES[PERSON_MODULES.indexOf(module) + 1] ?? null }
}

function placeIn(cursor: string): [PersonModule, string | null] {
  const [name, id] = cursor.split(' ')
  const module = PERSON_MODULES.find((one) => one === name)
  if (!module) throw unreadable(TITLE, 'A cursor is none.')
  return [module, id === undefined ? null : safeId(id)]
}
