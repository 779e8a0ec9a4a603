/** A click names its link by a number; the address stands in another listing of the mailing. */
import { asObject, readJson, unreadable, type Vendor } from '../../sdk/index.ts'
import { allPages, arrayOf, objectOf, idOf, type RowsPage, TITLE } from './client.ts'

/** More links than a mail can have. */
const LINK_PAGES_MAX = 20

/**
 * The page of clicks and the links of its mailing as one body, each as it came, so that it can be
 * read again without asking. Links are asked for anew with each page: a resend may add some.
 */
export async function withLinks(
  vendor: Vendor,
  responses: string,
  clicks: RowsPage,
): Promise<RowsPage> {
  const pages: Uint8Array[] = []
  if (clicks.rows.length > 0) {
    for await (const { body } of allPages(vendor, `${responses}/links`)) {
      if (pages.length === LINK_PAGES_MAX) throw unreadable(TITLE, 'Its links have no end.')
      pages.push(body)
    }
  }
  const links = pages.flatMap((body, at) => (at === 0 ? [body] : [text(','), body]))
  const parts = [text('{"clicks":'), clicks.body, text(',"links":['), ...links, text(']}')]
  return { ...clicks, body: Buffer.concat(parts) }
}

const text = (value: string) => Buffer.from(value)

/** Pure: the clicks of such a body, each with the link_target of its link where there is one. */
export function clicksIn(bytes: Uint8Array): unknown[] {
  const body = objectOf(readJson(TITLE, bytes))
  const targets = new Map(
    arrayOf(body['links'])
      .flatMap(arrayOf)
      .flatMap((row) => {
        const link = asObject(row)
        const id = idOf(link?.['link_id'])
        return id === null ? [] : [[id, link!['link_target']] as const]
      }),
  )
  return arrayOf(body['clicks']).map((row) => {
    const click = asObject(row)
    const target = targets.get(idOf(click?.['link_id']) ?? '')
    return click && target !== undefined ? { ...click, link_target: target } : row
  })
}
