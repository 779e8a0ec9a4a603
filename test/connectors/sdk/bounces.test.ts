import { describe, expect, test } from 'vitest'
import {
  BOUNCE_CLASSES,
  bounceFromAnswer,
  classifyBounce,
  codesIn,
  plainDiagnostic,
  type BounceClass,
} from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'

/** What mail systems really answer, and what it says of the address. */
const ANSWERS: readonly (readonly [BounceClass, string])[] = [
  // Gmail
  [
    'hard',
    "550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos",
  ],
  ['hard', '550 5.2.1 The email account that you tried to reach is disabled.'],
  ['full', '452-4.2.2 The email account that you tried to reach is over quota.'],
  ['full', "552 5.2.2 The recipient's inbox is out of storage space and inactive."],
  [
    'block',
    '550-5.7.1 [192.0.2.1] Our system has detected that this message is likely unsolicited mail.',
  ],
  [
    'block',
    '550-5.7.26 This mail is unauthenticated, which poses a security risk to the sender and Gmail users',
  ],
  [
    'block',
    '421-4.7.0 This message does not pass authentication checks; unusual rate of unsolicited mail',
  ],
  // Exchange
  [
    'hard',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ada@example.com not found by SMTP address lookup',
  ],
  ['hard', '550 5.4.1 Recipient address rejected: Access denied. AS(201806281)'],
  ['hard', '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'],
  [
    'full',
    '554 5.2.2 STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; mailbox full',
  ],
  [
    'block',
    '550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list',
  ],
  ['block', '550 5.7.1 Service unavailable, Client host [192.0.2.1] blocked using Spamhaus.'],
  ['soft', '451 4.3.2 System not accepting network messages'],
  ['other', '552 5.3.4 Message size exceeds fixed maximum message size'],
  // Yahoo
  [
    'hard',
    "554 delivery error: dd This user doesn't have a yahoo.com account (ada@yahoo.com) [0] - mta4012.mail.bf1.yahoo.com",
  ],
  [
    'block',
    '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1',
  ],
  ['full', '552 1 Requested mail action aborted, mailbox over quota'],
  // Postfix
  [
    'hard',
    '550 5.1.1 <ada@example.com>: Recipient address rejected: User unknown in local recipient table',
  ],
  [
    'hard',
    'Host or domain name not found. Name service error for name=nowhere.example type=A: Host not found',
  ],
  [
    'soft',
    '450 4.2.0 <ada@example.com>: Recipient address rejected: Greylisted, see http://postgrey',
  ],
  [
    'soft',
    '450 4.1.1 <ada@example.com>: Recipient address rejected: unverified address: Address verification in progress',
  ],
  ['soft', 'connect to mx.example.com[192.0.2.9]:25: Connection timed out 4.4.1'],
  [
    'block',
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org',
  ],
  ['full', '452 4.2.2 <ada@example.com>: Mailbox full'],
  ['soft', '452 4.3.1 Insufficient system storage'],
  // People's programs
  ['auto-reply', 'Automatic reply: I am out of the office until Monday'],
  ['auto-reply', 'Abwesenheitsnotiz: Ich bin im Urlaub'],
  // Nothing certain
  ['other', '554 Transaction failed'],
  ['other', 'something went wrong'],
  ['other', ''],
]

describe('a bounce', () => {
  test.each(ANSWERS)('is %s: %s', (expected, text) => {
    expect(bounceFromAnswer({ text }).class).toBe(expected)
  })

  test('is classed by its enhanced status code as RFC 3463 means it', () => {
    const expected: [string, BounceClass][] = [
      ['5.1.1', 'hard'],
      ['5.1.2', 'hard'],
      ['5.1.3', 'hard'],
      ['5.1.6', 'hard'],
      ['4.1.1', 'soft'],
      ['5.1.8', 'block'],
      ['5.2.0', 'soft'],
      ['5.2.1', 'hard'],
      ['4.2.1', 'soft'],
      ['4.2.2', 'full'],
      ['5.2.2', 'full'],
      ['5.2.3', 'other'],
      ['5.2.4', 'other'],
      ['5.3.2', 'soft'],
      ['5.3.4', 'other'],
      ['4.4.1', 'soft'],
      ['5.4.4', 'hard'],
      ['4.4.7', 'soft'],
      ['5.5.3', 'other'],
      ['5.6.1', 'other'],
      ['5.7.1', 'block'],
      ['4.7.0', 'block'],
      ['5.0.0', 'other'],
    ]
    const found = expected.map(([enhanced]) => [enhanced, classifyBounce({ enhanced })])
    expect(found).toEqual(expected)
  })

  test('is classed by its reply code where there is nothing else', () => {
    const of = (smtp: number) => classifyBounce({ smtp })
    expect([550, 551, 553].map(of)).toEqual(['hard', 'hard', 'hard'])
    expect([421, 450, 451, 452].map(of)).toEqual(['soft', 'soft', 'soft', 'soft'])
    expect([552, 554, 500].map(of)).toEqual(['full', 'other', 'other'])
  })

  test('has the class the vendor documents, whatever the text says, and keeps its word', () => {
    const answer = { text: '550 5.1.1 User unknown' }
    expect(
      bounceFromAnswer(answer, { class: 'block', code: 'rejected', suppresses: true }),
    ).toEqual({
      code: 'rejected',
      class: 'block',
      smtp: 550,
      enhanced: '5.1.1',
      suppresses: true,
    })
  })

  test('of a passing trouble never ends an address', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 400, max: 499 }),
        fc.constantFrom(...ANSWERS.map(([, text]) => text.replace(/^\d{3}[ -]/, ''))),
        (smtp, text) => {
          expect(classifyBounce({ smtp, text })).not.toBe('hard')
        },
      ),
    )
  })
})

test('codes are found where they stand, and nowhere else', () => {
  expect(codesIn('smtp; 550-5.1.1 no')).toEqual({ smtp: 550, enhanced: '5.1.1' })
  expect(codesIn('550 #5.1.0 Address rejected.')).toEqual({ smtp: 550, enhanced: '5.1.0' })
  expect(codesIn('failed with 5.4.4 (unable to route)')).toEqual({ enhanced: '5.4.4' })
  expect(codesIn('host 192.0.2.1, version 4.16.55.1, 5500 times')).toEqual({})
})

test('a kept text has no address and no id in it', () => {
  expect(
    plainDiagnostic(
      '550 5.1.1 <ada.lovelace@example.com>: gone\r\n qid 3f2504e04f8941d39a0c0305e82c3301',
    ),
  ).toBe('550 5.1.1 <(address)>: gone qid (id)')
})

test('any text is classified, in a time that does not run away', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 4_000 }), (text) => {
      const bounce = bounceFromAnswer({ text })
      expect(BOUNCE_CLASSES).toContain(bounce.class)
      expect(bounce.code.length).toBeLessThanOrEqual(200)
      expect(bounce.code).not.toMatch(/[^\s]@[^\s]/)
    }),
  )
  const from = performance.now()
  for (const piece of [
    'a',
    '1',
    '-',
    '1-',
    'a@',
    'exceeded the ',
    'mailbox for ',
    "doesn't have a ",
  ]) {
    bounceFromAnswer({ text: piece.repeat(2_000) })
  }
  expect(performance.now() - from).toBeLessThan(10_000)
})
