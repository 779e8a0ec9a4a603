/** Objects as they are written: one that is there, or several that are new. */
import { element, elements, type Vendor, type XmlText } from '../../sdk/index.ts'
import { ask } from './client.ts'

export type Values = Readonly<Record<string, string>>

/** Changes these columns of one object, and none of its others. May be done twice. */
export async function updateOf(
  vendor: Vendor,
  { object, key, values }: { object: string; key: string; values: Values },
): Promise<void> {
  await ask(vendor, {
    operation: 'UpdateFacadeObject',
    parameters: { szObjectName: object, szObjectKey: key, oNode: nodeOf(object, [values]) },
  })
}

/**
 * Makes objects: all of them, or none. Sent once only, for a second time they would be there twice:
 * whoever does not know whether they arrived must look. Of several, netFORUM does not promise to
 * answer every key.
 */
export async function insertAll(
  vendor: Vendor,
  object: string,
  all: readonly Values[],
): Promise<void> {
  await ask(vendor, {
    operation: 'InsertFacadeObject',
    parameters: { szObjectName: object, oNode: nodeOf(object, all) },
    isSafe: false,
  })
}

function nodeOf(object: string, all: readonly Values[]): XmlText {
  const inner = all.map((values) => element(`${object}Object`, elements(values)))
  return element(`${object}Objects`, inner)
}
