import type { Bounce, BounceClass } from './feedback.ts'

/** Characters of a diagnostic text that are looked at, and kept. */
const READ_MAX = 2_000
const KEPT_MAX = 200
/** A word of this length with a figure in it is an id or an address of the web. */
const ID_MIN = 16

/** What a receiving mail system answered, as far as a vendor passes it on. */
export interface Diagnosis {
  smtp?: number | undefined
  enhanced?: string | undefined
  text?: string | undefined
}

/**
 * A bounce of a vendor that passes the receiver's answer on. The codes are taken from the text
 * where they are not told apart from it. A class the vendor documents comes first; else the answer
 * is classified. Pure.
 */
export function bounceFromAnswer(
  answer: Diagnosis,
  vendor: { code?: string; class?: BounceClass; note?: string; suppresses?: boolean } = {},
): Bounce {
  const codes = { ...codesIn(answer.text ?? ''), ...told(answer) }
  const { note, suppresses } = vendor
  return {
    code: vendor.code ?? plainDiagnostic(answer.text ?? ''),
    class: vendor.class ?? classifyBounce({ ...codes, text: answer.text }),
    ...codes,
    ...(note !== undefined && { note }),
    ...(suppresses === true && { suppresses }),
  }
}

/**
 * What an answer of a mail system says of the address. The words come first, because the codes are
 * often used against their meaning (Exchange says "access denied" of users it does not have); then
 * the enhanced status code, then the reply code. What is not certain is 'other', which never makes
 * an address invalid. Pure.
 */
export function classifyBounce({ smtp, enhanced, text = '' }: Diagnosis): BounceClass {
  const isFailure = (smtp ?? 0) >= 400 || /^[45]\./.test(enhanced ?? '')
  const words = text.slice(0, READ_MAX).toLowerCase()
  if (!isFailure && ANSWERED.test(words)) return 'auto-reply'
  const isPassing = smtp === undefined ? enhanced?.startsWith('4.') === true : smtp < 500
  for (const [pattern, found] of WORDS) {
    if (!pattern.test(words)) continue
    // What passes cannot be what ends an address: "user unknown" with a 4xx is a trouble of theirs.
    return found === 'hard' && isFailure && isPassing ? 'soft' : found
  }
  return ofEnhanced(enhanced) ?? ofReply(smtp) ?? 'other'
}

/** A text of a mail system without what is a person's or the moment's: addresses, ids, numbers. */
export function plainDiagnostic(text: string): string {
  return text
    .slice(0, READ_MAX)
    .split(/[\s\u0000-\u001f]+/)
    .map((word) => {
      if (word.includes('@')) return word.replace(/[^<>]*@[^<>]*/g, '(address)')
      return word.length >= ID_MIN && /\d/.test(word) ? '(id)' : word
    })
    .join(' ')
    .trim()
    .slice(0, KEPT_MAX)
}

/** The reply code and the enhanced status code that begin an answer: "550-5.1.1 The email ...". */
export function codesIn(text: string): Pick<Bounce, 'smtp' | 'enhanced'> {
  const found =
    /(?:^|[\s:;,'"([])([245]\d\d)(?:[ -]+#?([245]\.\d{1,3}\.\d{1,3}))?(?=$|[\s:;,'")\]-])/.exec(
      text.slice(0, READ_MAX),
    )
  const alone = /(?:^|[\s:;,'"([#])([245]\.\d{1,3}\.\d{1,3})(?=$|[\s:;,'")\]])/.exec(
    text.slice(0, READ_MAX),
  )
  const enhanced = found?.[2] ?? alone?.[1]
  return {
    ...(found !== null && { smtp: Number(found[1]) }),
    ...(enhanced !== undefined && { enhanced }),
  }
}

function told({ smtp, enhanced }: Diagnosis): Pick<Bounce, 'smtp' | 'enhanced'> {
  return { ...(smtp !== undefined && { smtp }), ...(enhanced !== undefined && { enhanced }) }
}

const ANSWERED = new RegExp(
  [
    'out of (the )?office|on vacation|on holiday|auto-?reply|automatic reply|auto-?response',
    'auto-submitted: auto-replied|i am away|abwesenheit|abwesend|absence du bureau',
  ].join('|'),
)

/** The words of well-known mail systems, in lower case; the first that is met decides. Linear. */
const WORDS: readonly (readonly [RegExp, BounceClass])[] = [
  [/grey ?listed|gray ?listed|greylisting|postgrey/, 'soft'],
  [
    new RegExp(
      [
        'over ?quota|quota exceeded|exceeded (its |the |storage |their )*(quota|allocation)',
        'mailbox (is |size limit )?(full|exceeded)|mailbox for .{0,80} is full|inbox is full',
        'out of storage space|insufficient (disk|storage) (quota|space)|overquota|mailbox limit',
      ].join('|'),
    ),
    'full',
  ],
  [
    new RegExp(
      [
        'spam|block(ed)? ?list|black ?list|blocked|spamhaus|dnsbl|\\brbl\\b|reputation|dmarc',
        'unsolicited|user complaints|policy (reasons|violation|rejection)|banned|not authori[sz]ed',
        'sender (address )?(rejected|denied)|client host rejected|unauthenticated|virus|malware',
        'rate ?limit|too many (connections|messages)|relay(ing)? (access )?denied|\\bspf\\b',
      ].join('|'),
    ),
    'block',
  ],
  [
    new RegExp(
      [
        'user unknown|unknown user|no such (user|recipient|mailbox|address|person)',
        'does(n.?t| not) (exist|have an? .{0,40}account)|not (a )?(known|valid) (user|mailbox)',
        'recipient (address )?rejected: (access denied|undeliverable|user)|unknown recipient',
        'recipient ?not ?found|recipient unknown|invalid (recipient|mailbox|address)|unrouteable',
        'mailbox (not found|unavailable|unknown|does not exist|disabled)',
        'account (is )?(disabled|inactive)',
        'address (not found|unknown)|no mailbox|not our customer|(host|domain)( name)? not found',
        'domain (does not exist|not found)|nxdomain|null mx|does not accept mail',
      ].join('|'),
    ),
    'hard',
  ],
]

/** RFC 3463 and the registry that grew from it; detail decides, then subject. */
function ofEnhanced(enhanced: string | undefined): BounceClass | null {
  const [kind, subject, detail] = (enhanced ?? '').split('.')
  if (kind === '2') return null
  if (kind !== '4' && kind !== '5') return null
  const found = STATUS[`${subject}.${detail}`] ?? STATUS[`${subject}`] ?? null
  return found === 'hard' && kind === '4' ? 'soft' : found
}

const STATUS: Readonly<Record<string, BounceClass>> = {
  // Addresses. 1.4 is ambiguous and 1.5 valid; 1.7 to 1.9 and 10.x speak of the sender or the form.
  '1.1': 'hard',
  '1.2': 'hard',
  '1.3': 'hard',
  '1.6': 'hard',
  '1.10': 'hard',
  '1.7': 'block',
  '1.8': 'block',
  // Mailboxes.
  '2.1': 'hard',
  '2.2': 'full',
  '2.0': 'soft',
  // The receiving system; 3.4 is a mail too big for it.
  '3.0': 'soft',
  '3.1': 'soft',
  '3.2': 'soft',
  '3.3': 'other',
  '3.4': 'other',
  '3.5': 'soft',
  // The network and routing; 4.4 is a host that cannot be found.
  '4': 'soft',
  '4.4': 'hard',
  // The protocol and the content speak of the mail, the policy of its sender.
  '5': 'other',
  '6': 'other',
  '7': 'block',
}

/** RFC 5321, 7504. 550 alone says no mailbox; 554 alone nothing. */
function ofReply(smtp: number | undefined): BounceClass | null {
  if (smtp === undefined || smtp < 400) return null
  if (smtp < 500) return 'soft'
  if (smtp === 552) return 'full'
  return [521, 550, 551, 553, 556].includes(smtp) ? 'hard' : 'other'
}
