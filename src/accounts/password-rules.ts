import { Refused } from '../platform/refused.ts'

const LENGTH_MIN = 12
const LENGTH_MAX = 128
/** Fewer different characters than this is a pattern, not a password. */
const DIFFERENT_MIN = 5

/** Words nearly every guessing list begins with; digits and signs around them do not help. */
const COMMON = [
  'password',
  'passwort',
  'passphrase',
  'letmein',
  'welcome',
  'willkommen',
  'iloveyou',
  'qwerty',
  'qwertz',
  'azerty',
  'asdfgh',
  'admin',
  'administrator',
  'changeme',
  'secret',
  'monkey',
  'dragon',
  'football',
  'baseball',
  'sunshine',
  'princess',
  'superman',
  'default',
  'trustno',
  'homing',
  'summer',
  'winter',
  'spring',
  'autumn',
]
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  '98765432109876543210',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
]

/**
 * Refuses a password that is short or that anybody would try first: common words, keyboard runs,
 * repetitions, or the names it belongs to (person, e-mail address, firm).
 */
export function refuseWeakPassword(password: string, names: string[], field = 'password'): void {
  if (password.length < LENGTH_MIN || password.length > LENGTH_MAX) {
    throw weak(field, `A password has ${LENGTH_MIN} to ${LENGTH_MAX} characters.`)
  }
  const plain = unspelled(password)
  if (new Set(plain).size < DIFFERENT_MIN || isRepetition(plain)) {
    throw weak(field, 'This password repeats itself.')
  }
  if (RUNS.some((run) => run.includes(plain))) {
    throw weak(field, 'This password is a run of neighbouring keys.')
  }
  const own = names.flatMap((name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u))
  for (const word of [...COMMON, ...own.map(unspelled)]) {
    if (word.length < 4 || !plain.includes(word)) continue
    // Long passwords may contain a common word; they may not consist of one and little else.
    if (plain.replaceAll(word, '').replace(/[^\p{L}]/gu, '').length >= 6) continue
    throw weak(field, 'This password is a name or common word with little around it.')
  }
}

/** Lower case, with the usual letter-for-digit spellings undone where letters surround them. */
function unspelled(text: string): string {
  const lower = text.toLowerCase()
  if (!/\p{L}/u.test(lower)) return lower
  const spelled: Record<string, string> = {
    '@': 'a',
    '4': 'a',
    '3': 'e',
    '1': 'i',
    '0': 'o',
    $: 's',
    '5': 's',
    '7': 't',
  }
  return lower.replace(
    /(?<=\p{L})[@431057$](?=[\p{L}@431057$]|$)/gu,
    (sign) => spelled[sign] ?? sign,
  )
}

function isRepetition(text: string): boolean {
  return /^(.{1,6})\1+.{0,3}$/u.test(text)
}

function weak(field: string, sentence: string): Refused {
  return new Refused(422, sentence, {
    field,
    remedy: 'Three or four unrelated words make a good password.',
  })
}
