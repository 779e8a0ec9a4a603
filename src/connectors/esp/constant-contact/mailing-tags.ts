import type { MailingTag } from '../../sdk/index.ts'

/**
 * The tags for a contact's details that the vendor documents (guide, "Design custom code emails";
 * knowledge base, article 48289). Letter case does not matter.
 */
const CONTACT = [
  'FirstName',
  'LastName',
  'MiddleName',
  'Prefix',
  'CompanyName',
  'Department',
  'JobTitle',
  'AddressLine1',
  'AddressLine2',
  'City',
]
const SYSTEM = ['trackingImage']

/** [[Name]], or [[Name OR "what stands there otherwise"]]. */
const QUOTE = '(?:"|&quot;|“|”)'
const TAG = new RegExp(
  String.raw`\[\[\s*([\w.]{1,100})\s*(?:OR\s*${QUOTE}([^\]]{0,500}?)${QUOTE}\s*)?\]\]`,
  'gi',
)
/** A mail has no more different tags than this; what is beyond is not looked at. */
const TAGS_MAX = 200

/** The tags of a text, in order, each spelling once. Pure. */
export function tagsOf(text: string): MailingTag[] {
  const found = new Map<string, MailingTag>()
  for (const [spelled, name, fallback] of text.matchAll(TAG)) {
    if (found.size >= TAGS_MAX) break
    if (found.has(spelled)) continue
    found.set(spelled, {
      text: spelled,
      name: name!,
      kind: kindOf(name!),
      fallback: fallback ?? null,
    })
  }
  return [...found.values()]
}

function kindOf(name: string): MailingTag['kind'] {
  const isAmong = (names: string[]) => names.some((one) => one.toLowerCase() === name.toLowerCase())
  if (isAmong(CONTACT)) return 'contact'
  if (isAmong(SYSTEM)) return 'system'
  return /^custom\./i.test(name) ? 'custom' : 'unknown'
}
