import { sql } from 'kysely'
import type { ContactField, MailingTag } from '../connectors/index.ts'
import { ERASED_TEXT } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { heldColumn } from './held.ts'
import type { Rule } from './rules/index.ts'

/** Something a reader may find in a mail instead of what belongs there. */
export interface TagWarning {
  /** As it stands in the text. */
  tag: string
  sentence: string
  remedy: string
  /** Contacts on the campaign's lists of whom the ESP holds nothing there; null: not counted. */
  lacking: number | null
  members: number | null
}

export interface TagsAsk {
  workspaceId: number
  connectionId: number
  title: string
  tags: readonly MailingTag[]
  /** The ESP's own ids. */
  lists: readonly string[]
  rules: readonly Rule[]
  /** The fields known without asking, and those of the rules. */
  fields: readonly ContactField[]
}

/** Tags counted at most: each is one count over the lists. */
const COUNTED_MAX = 20

/**
 * Warnings about the personal tags of a campaign: one whose field nothing fills from here, and one
 * that the ESP holds nothing for, of how many on its lists. Never a refusal: the words of a tag's
 * own (OR "…") stand where nothing is known.
 */
export async function tagWarnings(tx: Tx, ask: TagsAsk): Promise<TagWarning[]> {
  const warnings: TagWarning[] = []
  const personal = ask.tags.filter(({ kind }) => kind === 'contact' || kind === 'custom')
  for (const tag of personal.slice(0, COUNTED_MAX)) {
    const same = (field: { tag: string | null }) =>
      field.tag?.toLowerCase() === tag.name.toLowerCase()
    const rule = ask.rules.find((one) => same(one.field))
    const field = rule?.field ?? ask.fields.find(same)
    const counted = field === undefined ? null : await countLacking(tx, ask, field)
    const warning = warningOf(tag, { isMapped: rule !== undefined, ask, counted })
    if (warning !== null) warnings.push(warning)
  }
  return warnings
}

/** Pure. */
function warningOf(
  tag: Pick<MailingTag, 'text' | 'fallback'>,
  known: {
    isMapped: boolean
    ask: Pick<TagsAsk, 'title'>
    counted: { lacking: number; members: number } | null
  },
): TagWarning | null {
  const { isMapped, counted } = known
  const { title } = known.ask
  const isCovered = tag.fallback !== null
  const { lacking, members } = counted ?? { lacking: null, members: null }
  const howMany =
    lacking === null || members === 0
      ? ''
      : `${title} holds nothing there for ${lacking} of ${members} on its lists.`
  if (!isMapped) {
    return {
      tag: tag.text,
      sentence: `${tag.text} is not mapped: nothing fills it from here. ${howMany}`.trim(),
      remedy:
        'Map its field under Fields of the connection, or give the tag words of its own, as in '
        + '[[Name OR "Friend"]].',
      lacking,
      members,
    }
  }
  if (isCovered || lacking === null || lacking === 0) return null
  return {
    tag: tag.text,
    sentence: `${tag.text} is empty for some. ${howMany}`.trim(),
    remedy:
      'Give its rule a default, send the details of the connection, or give the tag words of its '
      + 'own, as in [[Name OR "Friend"]].',
    lacking,
    members,
  }
}

async function countLacking(
  tx: Tx,
  ask: TagsAsk,
  field: Pick<ContactField, 'id' | 'holds'>,
): Promise<{ lacking: number; members: number }> {
  const { workspaceId, connectionId } = ask
  const { rows } = await sql<{ lacking: number; members: number }>`
    select (count(*))::integer as members,
      (count(*) filter (where ${heldColumn(field)} = ''))::integer as lacking
    from contact k
    where k.workspace_id = ${workspaceId} and k.connection_id = ${connectionId}
      and k.gone_at is null and k.external_id <> ${ERASED_TEXT}
      and k.address_id in (
        select m.address_id from list_member m
        join list l on l.workspace_id = m.workspace_id and l.id = m.list_id
        where m.workspace_id = ${workspaceId} and m.gone_at is null
          and l.connection_id = ${connectionId}
          and l.external_id = any(${[...ask.lists]}::text[]))`.execute(tx)
  return rows[0]!
}
