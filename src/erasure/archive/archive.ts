import { audit, type Actor } from '../../accounts/index.ts'
import type { Homing } from '../../homing.ts'
import { zipOf, type ZipFile } from '../../platform/zip.ts'
import { personStandingFor } from '../../people/index.ts'
import { targetOf, type Target } from '../target.ts'
import { pageOf, readmeOf, SHOWN_MAX, type ShownSection } from './readable.ts'
import { withoutOthers } from './redact.ts'
import type { Section } from './section.ts'
import { SECTIONS } from './sections.ts'

/** A section ends here rather than run for ever. */
const PAGES_MAX = 1_000_000

export interface ArchiveAsk {
  workspaceId: number
  personId: number
  actor: Exclude<Actor, string>
  /** The firm's name. */
  firm: string
}

/**
 * Everything that is kept about a person, as a ZIP: a file of JSON for each kind of thing and a
 * page to read. Read and packed as it is sent, a page at a time, each in a transaction of its own.
 * Refuses somebody who is not there; that it was asked for stands in the audit.
 */
export async function* archiveOf(homing: Homing, ask: ArchiveAsk): AsyncGenerator<Uint8Array> {
  const target = await homing.database.inWorkspace(ask.workspaceId, async (tx) => {
    const standing = await personStandingFor(tx, ask.workspaceId, ask.personId)
    const found = await targetOf(tx, ask.workspaceId, standing)
    await audit(tx, {
      actor: ask.actor,
      action: 'export_person',
      subject: 'person',
      subjectId: ask.personId,
      sentence: 'Exported everything that is kept about a person.',
      at: homing.now(),
    })
    return found
  })
  const now = new Date(homing.now())
  yield* zipOf(filesOf(homing, { ...ask, target, now }), now)
}

interface Asked extends ArchiveAsk {
  target: Target
  now: Date
}

async function* filesOf(homing: Homing, asked: Asked): AsyncGenerator<ZipFile> {
  const sections: ShownSection[] = []
  yield { name: 'README.txt', body: once(readmeOf(SECTIONS)) }
  for (const section of SECTIONS) {
    const { name, title, about } = section
    const shown: ShownSection = { name, title, about, count: 0, items: [] }
    sections.push(shown)
    yield { name: `${name}.json`, body: arrayOf(itemsOf(homing, asked, section), shown) }
  }
  const at = asked.now.toISOString().slice(0, 16).replace('T', ' ')
  yield { name: 'index.html', body: once(pageOf({ firm: asked.firm, at, sections })) }
}

/** JSON of a list as it is read; the first of it is kept to be shown. */
async function* arrayOf(
  items: AsyncIterable<unknown>,
  shown: ShownSection,
): AsyncGenerator<string> {
  yield '['
  for await (const item of items) {
    if (shown.items.length < SHOWN_MAX) shown.items.push(item)
    yield `${shown.count === 0 ? '\n' : ',\n'}${JSON.stringify(item)}`
    shown.count += 1
  }
  yield '\n]\n'
}

async function* itemsOf(homing: Homing, asked: Asked, section: Section): AsyncGenerator<unknown> {
  const { workspaceId, target } = asked
  const own = new Set(target.addresses.map((one) => one.canonical))
  const { connectors } = homing
  let after = ''
  for (let page = 0; page < PAGES_MAX; page++) {
    const { items, next } = await homing.database.inWorkspace(workspaceId, (tx) =>
      section.page(tx, { workspaceId, target, connectors }, after),
    )
    for (const item of items) yield withoutOthers(item, own)
    if (next === null) return
    after = next
  }
  throw new Error(`${section.name} did not end after ${PAGES_MAX} pages.`)
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}
