import { expect, test } from 'vitest'
import { maySpellFaxNumber, readFaxNumber, type Dialling } from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'

const BRITAIN: Dialling = { country: '44', trunk: '0', abroad: '00' }
const AMERICA: Dialling = { country: '1', trunk: '', abroad: '011' }

function canonical(text: string, dialling?: Dialling): string {
  const read = readFaxNumber(text, dialling)
  return read.ok ? read.canonical : `refused: ${read.reason}`
}

test('a number with its country is the same however it is spelled', () => {
  for (const spelled of ['+441225446000', '+44 (0)1225 446 000', ' +44-1225.446/000 ']) {
    expect(canonical(spelled)).toBe('+441225446000')
  }
})

test('a number without its country stands as given, unless it is told how it is dialled', () => {
  expect(readFaxNumber('(01225) 446000')).toEqual({
    ok: true,
    address: '(01225) 446000',
    canonical: '01225446000',
    isInternational: false,
  })
  expect(canonical('01225 446000', BRITAIN)).toBe('+441225446000')
  expect(canonical('0049 30 901820', BRITAIN)).toBe('+4930901820')
  // Dialled within the town, which nobody told.
  expect(canonical('446000', BRITAIN)).toBe('446000')
  expect(canonical('555 010 9999', AMERICA)).toBe('+15550109999')
})

test('what is no number is refused with a reason', () => {
  for (const text of ['', 'ada@example.com', '01225 446000 ext 5', '1234', '+0123456', '+44+1']) {
    expect(canonical(text)).toMatch(/^refused: /)
  }
  expect(canonical('1234567890123456')).toMatch(/5 to 15 digits/)
})

test('the canonical form is canonical, and no text throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\+?[\d ().-]{0,20}$/)), (text) => {
      const read = readFaxNumber(text, BRITAIN)
      if (read.ok) expect(canonical(read.canonical, BRITAIN)).toBe(read.canonical)
    }),
  )
})

const SPELLED = [
  ['01225 446000', true],
  ['(01225) 446-000', true],
  ['0044 1225 446000', true],
  ['+44 (0)1225 446000', true],
  ['44 (0)1225 446000', true],
  ['+1 225 446000', false],
  ['446000', false],
  ['01225 446001', false],
  ['Ada', false],
] as const

test.each(SPELLED)('%s can be +441225446000: %s', (text, may) => {
  expect(maySpellFaxNumber(text, '+441225446000')).toBe(may)
})

test('a pseudonym is read as itself', () => {
  const pseudonym = `erased-${'0f'.repeat(12)}@erased.invalid`
  expect(readFaxNumber(pseudonym)).toMatchObject({ ok: true, canonical: pseudonym })
  expect(readFaxNumber('ada@erased.invalid').ok).toBe(false)
})
