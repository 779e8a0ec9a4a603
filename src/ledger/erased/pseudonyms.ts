import { sql } from 'kysely'
import { ERASED_DOMAIN } from '../../people/index.ts'
import { keyedHash, type Tx } from '../../platform/database/index.ts'

/** Letters of a hash that tell one text from another; the rest would only be longer. */
const LETTERS = 24

/**
 * What stands for a link or a reason that one erased person alone had: the same for the same text,
 * whenever and wherever it is met, so that it is recognised when an ESP tells it again.
 */
export async function pseudonymsOfTexts(
  tx: Tx,
): Promise<(text: string, isLink: boolean) => string> {
  const { rows } = await sql<{ id: number }>`select homing_workspace() as id`.execute(tx)
  const of = { workspaceId: rows[0]!.id, purpose: 'erased text' }
  return (text, isLink) => {
    if (isPseudonym(text)) return text
    const letters = keyedHash(tx, of, text).toString('hex').slice(0, LETTERS)
    return isLink ? `https://${ERASED_DOMAIN}/${letters}` : `erased ${letters}`
  }
}

/** Erased twice is erased once: the crash between two steps must not tell. */
function isPseudonym(text: string): boolean {
  return (
    text.startsWith(`https://${ERASED_DOMAIN}/`)
    || new RegExp(`^erased [0-9a-f]{${LETTERS}}$`).test(text)
  )
}
