import { maySpellFaxNumber } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import type { Veil } from '../ledger/index.ts'
import { nameOfAddress } from '../people/index.ts'
import type { Target, TargetAddress } from './target.ts'

/**
 * What an erasure still looks for, kept sealed until it is done: from its first step on the tables
 * do not tell it any more.
 */
export interface Sought extends Target {
  /** By the name of the address. */
  pseudonyms: Record<string, string>
  /** Links and reasons of the person that others had as well; null until they were told apart. */
  kept: string[] | null
}

interface At {
  workspaceId: number
  erasureId: number
}

/** One text, so that what is remembered as secret is one secret. */
export function seal({ secrets }: Pick<Homing, 'secrets'>, at: At, sought: Sought): Uint8Array {
  return secrets.seal(placeOf(at), JSON.stringify(sought))
}

/** Throws where the installation's secret is another than it was sealed with. */
export function unseal({ secrets }: Pick<Homing, 'secrets'>, at: At, sealed: Uint8Array): Sought {
  return JSON.parse(secrets.open<string>(placeOf(at), sealed)) as Sought
}

function placeOf({ workspaceId, erasureId }: At): string {
  return `erasure ${workspaceId}/${erasureId}`
}

/** The veil for the person's pages. */
export function veilOf(sought: Sought, pseudonymOf: Veil['pseudonymOf']): Veil {
  const kept = new Set(sought.kept ?? [])
  const shared = sought.addresses.filter((one) => one.isShared && one.kind === 'email')
  return {
    pseudonyms: new Map(Object.entries(sought.pseudonyms)),
    shared: new Set(shared.map((one) => one.canonical)),
    faxes: { theirs: faxesOf(sought), others: new Set() },
    contactIds: new Set(sought.ids),
    texts: sought.texts.map((one) => one.toLowerCase()),
    phrases: sought.phrases,
    pseudonymOf,
    isOthers: (text) => kept.has(text),
  }
}

/** Outside of pages a number is found as it was met first, in E.164, and as tables spell it. */
function faxesOf({ addresses, pseudonyms, spellings }: Sought): Map<string, string> {
  const theirs = new Map<string, string>()
  for (const { kind, address, canonical } of addresses) {
    const pseudonym = pseudonyms[nameOfAddress(kind, canonical)]
    if (kind !== 'fax' || pseudonym === undefined) continue
    const spelled = (spellings ?? []).filter((one) => maySpellFaxNumber(one, canonical))
    for (const one of [address, canonical, ...spelled]) theirs.set(one, pseudonym)
  }
  return theirs
}

/** Texts looked for in the sentences of tables: no shorter than the database lets them be. */
export function termsOf(sought: Sought): string[] {
  return termsIn(
    sought,
    sought.addresses.filter((one) => !one.isShared),
  )
}

/** The same to show what there is: shared addresses too. */
export function termsOfTarget(target: Target): string[] {
  return termsIn(target, target.addresses)
}

function termsIn(sought: Target, addresses: TargetAddress[]): string[] {
  const spelled = addresses.flatMap(({ address, canonical }) => [
    address,
    canonical,
    encodeURIComponent(canonical),
  ])
  const ids = [...sought.ids, sought.externalId ?? ''].filter((one) => one.length >= ID_CHARS_MIN)
  const all = [...spelled, ...(sought.spellings ?? []), ...sought.phrases, ...ids].map((one) =>
    one.toLowerCase(),
  )
  return [...new Set(all)].filter((one) => one.length >= TERM_CHARS_MIN).slice(0, TERMS_MAX)
}

const ID_CHARS_MIN = 8
const TERM_CHARS_MIN = 6
const TERMS_MAX = 200
