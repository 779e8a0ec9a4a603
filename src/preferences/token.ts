import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import type { Secrets } from '../platform/secrets/index.ts'

/** What a link is good for; one made for the one never does the other. */
export type Purpose = 'preferences' | 'unsubscribe'

/** Whom and what a link is about. There is no end to it: an old mail's link works. */
export interface LinkPlace {
  workspaceId: number
  addressId: number
  /** The mailing it stood in, where that is known. */
  campaignId: number | null
}

/** First byte of every token, so that another scheme can follow. */
const SCHEME = 1
const TAG_BYTES = 16
const PLACE_BYTES = 12
const TOKEN_BYTES = 2 + TAG_BYTES + PLACE_BYTES
/** As many characters as that makes. */
const TOKEN = /^[\w-]{40}$/

/** The keys of a firm's links are numbered, so that they can be changed. */
export const LINK_KEYS_MAX = 255

/**
 * Makes the tokens of links under one key. A token is forty characters that tell nothing to who
 * reads them: the place is encrypted under its own authentication code (a synthetic IV), so the
 * same place has always the same token, and a changed bit anywhere makes it worthless.
 */
export class LinkKey {
  readonly #number: number
  readonly #purpose: Purpose
  readonly #mac: Buffer
  readonly #cipher: Buffer

  constructor(secrets: Secrets, purpose: Purpose, number: number) {
    this.#number = number
    this.#purpose = purpose
    this.#mac = secrets.derive(`link ${SCHEME} ${purpose} ${number} authentication`)
    this.#cipher = secrets.derive(`link ${SCHEME} ${purpose} ${number} encryption`)
  }

  tokenOf({ workspaceId, addressId, campaignId }: LinkPlace): string {
    const place = Buffer.alloc(PLACE_BYTES)
    place.writeUInt32BE(workspaceId, 0)
    place.writeUInt32BE(addressId, 4)
    place.writeUInt32BE(campaignId ?? 0, 8)
    const tag = this.#tagOf(place)
    const cipher = createCipheriv('aes-256-ctr', this.#cipher, tag)
    const sealed = Buffer.concat([cipher.update(place), cipher.final()])
    const token = Buffer.concat([Buffer.of(SCHEME, this.#number), tag, sealed])
    return token.toString('base64url')
  }

  /** The place a token made under this key is about; null for any other. */
  open(token: Buffer): LinkPlace | null {
    const tag = token.subarray(2, 2 + TAG_BYTES)
    const decipher = createDecipheriv('aes-256-ctr', this.#cipher, tag)
    const sealed = token.subarray(2 + TAG_BYTES)
    const place = Buffer.concat([decipher.update(sealed), decipher.final()])
    if (!timingSafeEqual(tag, this.#tagOf(place))) return null
    const campaignId = place.readUInt32BE(8)
    return {
      workspaceId: place.readUInt32BE(0),
      addressId: place.readUInt32BE(4),
      campaignId: campaignId === 0 ? null : campaignId,
    }
  }

  #tagOf(place: Buffer): Buffer {
    const mac = createHmac('sha256', this.#mac)
    mac.update(Buffer.of(SCHEME, this.#number)).update(this.#purpose).update(place)
    return mac.digest().subarray(0, TAG_BYTES)
  }
}

/**
 * Reads a token: the place, and the number of the key it was made under. Null for what was not made
 * here for this purpose. No database is asked, so a forger costs next to nothing.
 */
export function readToken(
  secrets: Secrets,
  purpose: Purpose,
  text: string,
): (LinkPlace & { keyNumber: number }) | null {
  if (!TOKEN.test(text)) return null
  const token = Buffer.from(text, 'base64url')
  const [scheme, keyNumber] = token
  if (token.length !== TOKEN_BYTES || scheme !== SCHEME || !keyNumber) return null
  const place = new LinkKey(secrets, purpose, keyNumber).open(token)
  return place && { ...place, keyNumber }
}
