import { describe, expect, test } from 'vitest'
import { refuseWeakPassword } from '../../src/accounts/password-rules.ts'
import { hashPassword, isOutdated, verifyPassword } from '../../src/accounts/scrypt.ts'
import { fc } from '../property.ts'

const NAMES = ['Ada Quill', 'ada.quill@harrowfinch.example', 'Harrow & Finch LLP']
const isRefused = (password: string) => {
  try {
    refuseWeakPassword(password, NAMES)
    return false
  } catch {
    return true
  }
}

describe('refused', () => {
  test.each([
    'short',
    'password1234',
    'P@ssw0rd!2026',
    'Passw0rd12345',
    'aaaaaaaaaaaaaa',
    'abcabcabcabcabc',
    '123456789012',
    'qwertyuiopas',
    'Welcome2026!!',
    'harrowfinch12',
    'adaquill2026!',
    'Summer2026!!!',
    'x'.repeat(129),
  ])('%s', (password) => {
    expect(isRefused(password)).toBe(true)
  })
})

describe('taken', () => {
  test.each([
    'four unrelated words here',
    'korrekt-pferd-batterie',
    'the winter of our discontent',
    'zT7#kq9!mWx2',
    '長いパスワードは安全です本当に',
  ])('%s', (password) => {
    expect(isRefused(password)).toBe(false)
  })
})

test('nearly no random password is refused', () => {
  const random = fc.string({ minLength: 16, maxLength: 40, unit: 'grapheme-ascii' })
  fc.assert(
    fc.property(random, (password) => {
      fc.pre(new Set(password.toLowerCase()).size >= 9)
      return !isRefused(password)
    }),
    { numRuns: 500 },
  )
})

test('a hash verifies its password only, in any normal form, and says what it cost', async () => {
  const stored = await hashPassword('Bücher über Türme')
  expect(await verifyPassword('Bücher über Türme'.normalize('NFD'), stored)).toBe(true)
  expect(await verifyPassword('Bucher uber Turme', stored)).toBe(false)
  expect(await verifyPassword('anything', null)).toBe(false)
  expect(isOutdated(stored)).toBe(false)
  expect(isOutdated(stored.replace('$17$', '$15$'))).toBe(true)
  expect(await hashPassword('Bücher über Türme')).not.toBe(stored)
})
