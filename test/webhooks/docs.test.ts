import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { MESSAGE_TYPES, signed } from '../../src/webhooks/index.ts'
import { WEBHOOK_TYPES } from '../../src/api/contract/index.ts'

/** The vector of the Standard Webhooks project's own tests. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const OTHER = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
const TIMESTAMP = 1614265330
const BODY = '{"test": 2432232314}'
const HEADERS = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': String(TIMESTAMP),
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const ROTATED = signed({
  secrets: [OTHER, SECRET],
  id: HEADERS['webhook-id'],
  timestamp: TIMESTAMP,
  body: BODY,
})

/** secret, headers, body, now: and whether it is to be taken. */
const CASES: [string, Record<string, string>, string, number, boolean][] = [
  [SECRET, HEADERS, BODY, TIMESTAMP, true],
  [SECRET, HEADERS, BODY, TIMESTAMP + 299, true],
  [SECRET, HEADERS, BODY, TIMESTAMP + 301, false],
  [SECRET, HEADERS, `${BODY} `, TIMESTAMP, false],
  [OTHER, HEADERS, BODY, TIMESTAMP, false],
  [SECRET, ROTATED, BODY, TIMESTAMP, true],
  [OTHER, ROTATED, BODY, TIMESTAMP, true],
  [SECRET, { ...HEADERS, 'webhook-signature': 'v1,AAAA v2,x' }, BODY, TIMESTAMP, false],
]

let page: string
beforeAll(async () => {
  page = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8')
})

const code = (language: string) =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)![1]!
const python = findPython()

describe('the examples that check a signature', () => {
  test('in Node take what is signed, and nothing else', async () => {
    const source = Buffer.from(code('js')).toString('base64')
    const { isFromHoming } = (await import(`data:text/javascript;base64,${source}`)) as {
      isFromHoming: (...of: unknown[]) => boolean
    }
    for (const [secret, headers, body, now, isTaken] of CASES) {
      expect(isFromHoming(secret, headers, body, now)).toBe(isTaken)
    }
  })

  test.skipIf(python === null)('in Python, too (needs python3)', () => {
    const cases = JSON.stringify(CASES)
    const told = execFileSync(
      python!,
      [
        '-c',
        `${code('python')}\nimport json, sys\nfor s, h, b, n, _ in json.load(sys.stdin):\n    print(is_from_homing(s, h, b.encode(), n))`,
      ],
      { input: cases, encoding: 'utf8' },
    )
    expect(told.trim().split('\n')).toEqual(CASES.map((one) => (one[4] ? 'True' : 'False')))
  })
})

test('every type is described, and the contract and the sender know the same', () => {
  expect([...WEBHOOK_TYPES]).toEqual([...MESSAGE_TYPES])
  for (const type of MESSAGE_TYPES) expect(page).toContain(`\`${type}\``)
})

function findPython(): string | null {
  try {
    execFileSync('python3', ['-c', 'import sys; assert sys.version_info >= (3, 9)'])
    return 'python3'
  } catch {
    return null
  }
}
