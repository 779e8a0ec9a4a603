import { audit, type Actor } from '../accounts/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { LINK_KEYS_MAX } from './token.ts'

/** A firm's own words on its page; an empty one stands for that of the catalogue. */
export interface FirmWords {
  /** What they, and the topics, are written in. */
  language: string
  heading: string
  intro: string
  imprint: string
  /** How a person reaches the firm where the page cannot help. */
  contact: string
  /** Six hexadecimal digits after a #, or empty. */
  colour: string
}

const AT_FIRST: FirmWords = {
  language: 'en',
  heading: '',
  intro: '',
  imprint: '',
  contact: '',
  colour: '',
}

/** A firm as its page shows it, with the keys of its links; null where there is no such firm. */
export async function pageOfFirm(
  tx: Tx,
  workspaceId: number,
): Promise<{ firm: string; words: FirmWords; linkKey: number; oldestLinkKey: number } | null> {
  const row = await tx
    .selectFrom('workspace as w')
    .leftJoin('preference_page as p', 'p.workspace_id', 'w.id')
    .select(['w.name', 'p.language', 'p.heading', 'p.intro', 'p.imprint', 'p.contact'])
    .select(['p.colour', 'p.link_key', 'p.oldest_link_key'])
    .where('w.id', '=', workspaceId)
    .executeTakeFirst()
  if (row === undefined) return null
  const { name: firm, link_key: linkKey, oldest_link_key: oldest, ...own } = row
  const words = Object.entries(AT_FIRST).map(([word, first]) => [
    word,
    own[word as keyof FirmWords] ?? first,
  ])
  return {
    firm,
    words: Object.fromEntries(words) as FirmWords,
    linkKey: linkKey ?? 1,
    oldestLinkKey: oldest ?? 1,
  }
}

export interface By {
  workspaceId: number
  actor: Actor
  /** Epoch milliseconds. */
  now: number
}

/** Changes the firm's words; audited. */
export async function changeFirmWords(tx: Tx, by: By, words: FirmWords): Promise<void> {
  await tx
    .insertInto('preference_page')
    .values({ workspace_id: by.workspaceId, ...words })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(words))
    .execute()
  await audit(tx, {
    actor: by.actor,
    action: 'change_preference_page',
    subject: 'workspace',
    subjectId: by.workspaceId,
    sentence: 'Changed the words of the preference page.',
    at: by.now,
  })
}

/**
 * Makes links under a new key from now on. Those that are out there go on working, unless they are
 * to end: for the day a file of links fell into wrong hands. Answers the new number; audited.
 */
export async function changeLinkKey(
  tx: Tx,
  by: By,
  { endsOldLinks }: { endsOldLinks: boolean },
): Promise<{ linkKey: number; oldestLinkKey: number }> {
  const { workspaceId } = by
  await tx
    .insertInto('preference_page')
    .values({ workspace_id: workspaceId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const before = await tx
    .selectFrom('preference_page')
    .select(['link_key', 'oldest_link_key'])
    .where('workspace_id', '=', workspaceId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (before.link_key === LINK_KEYS_MAX) {
    throw new Refused(409, `The key of links was changed ${LINK_KEYS_MAX - 1} times already.`)
  }
  const linkKey = before.link_key + 1
  const oldestLinkKey = endsOldLinks ? linkKey : before.oldest_link_key
  await tx
    .updateTable('preference_page')
    .set({ link_key: linkKey, oldest_link_key: oldestLinkKey })
    .where('workspace_id', '=', workspaceId)
    .execute()
  await audit(tx, {
    actor: by.actor,
    action: 'change_link_key',
    subject: 'workspace',
    subjectId: workspaceId,
    sentence: endsOldLinks
      ? 'Changed the key of preference links, and ended all older links.'
      : 'Changed the key of preference links.',
    detail: { linkKey, oldestLinkKey },
    at: by.now,
  })
  return { linkKey, oldestLinkKey }
}
