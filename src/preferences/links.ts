import { sql } from 'kysely'
import { parseEmail } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import type { Secrets } from '../platform/secrets/index.ts'
import { pageOfFirm } from './firm-words.ts'
import { LinkKey } from './token.ts'

/** Addresses links are made for in one go at most. */
export const LINKS_MAX = 10_000

export interface MailLinks {
  /** The page with all topics. */
  preferences: string
  /** Leaves what the mailing was about: at once by RFC 8058, after a question in a browser. */
  unsubscribe: string
}

/** The header lines of a mail (RFC 2369, RFC 8058); DKIM must sign both. */
export function unsubscribeHeaders({ unsubscribe }: MailLinks): {
  'List-Unsubscribe': string
  'List-Unsubscribe-Post': string
} {
  return {
    'List-Unsubscribe': `<${unsubscribe}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}

/** Makes the links of a firm's mails: of the same address and mailing always the same ones. */
export class LinkMaker {
  readonly #preferences: LinkKey
  readonly #unsubscribe: LinkKey
  readonly #origin: string
  readonly #at: { workspaceId: number; campaignId: number | null }

  constructor(
    secrets: Secrets,
    linkKey: number,
    at: { workspaceId: number; campaignId: number | null; origin: string },
  ) {
    this.#preferences = new LinkKey(secrets, 'preferences', linkKey)
    this.#unsubscribe = new LinkKey(secrets, 'unsubscribe', linkKey)
    this.#at = { workspaceId: at.workspaceId, campaignId: at.campaignId }
    this.#origin = at.origin
  }

  linksOf(addressId: number): MailLinks {
    const place = { ...this.#at, addressId }
    return {
      preferences: `${this.#origin}/p/${this.#preferences.tokenOf(place)}`,
      unsubscribe: `${this.#origin}/u/${this.#unsubscribe.tokenOf(place)}`,
    }
  }
}

/** The maker of a workspace's links, for one of its campaigns or for none. Throws Refused. */
export async function linkMaker(
  tx: Tx,
  secrets: Secrets,
  at: { workspaceId: number; campaignId: number | null; origin: string },
): Promise<LinkMaker> {
  const { workspaceId, campaignId } = at
  if (campaignId !== null) {
    const campaign = await tx
      .selectFrom('campaign')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', campaignId)
      .executeTakeFirst()
    if (campaign === undefined) throw notFound('campaign', campaignId)
  }
  const firm = await pageOfFirm(tx, workspaceId)
  return new LinkMaker(secrets, firm!.linkKey, at)
}

/**
 * Links for addresses as somebody spells them, in their order; links is null with the reason where
 * an address is not one, or nobody here has it. LINKS_MAX at most, one statement.
 */
export async function linksFor(
  tx: Tx,
  workspaceId: number,
  maker: LinkMaker,
  addresses: readonly string[],
): Promise<{ address: string; links: MailLinks | null; reason: string }[]> {
  const parsed = addresses.map((address) => ({ address, read: parseEmail(address) }))
  const canonicals = parsed.flatMap(({ read }) => (read.ok ? [read.canonical] : []))
  const { rows } = await sql<{ id: number; canonical: string }>`
    select id, canonical from address
    where workspace_id = ${workspaceId} and kind = 'email'
      and canonical = any(${[...new Set(canonicals)]}::text[])`.execute(tx)
  const ids = new Map(rows.map((row) => [row.canonical, row.id]))
  return parsed.map(({ address, read }) => {
    const id = read.ok ? ids.get(read.canonical) : undefined
    if (id !== undefined) return { address, links: maker.linksOf(id), reason: '' }
    return { address, links: null, reason: read.ok ? 'Nobody here has this address.' : read.reason }
  })
}
