import { expect, test } from 'vitest'
import { changesOf } from '../../src/web/mapping/changes.ts'
import type { Rule } from '../../src/web/mapping/words.ts'

function rule(label: string, more: Partial<Rule> = {}): Rule {
  return {
    field: {
      id: label.toLowerCase(),
      label,
      kind: 'text',
      charsMax: 50,
      isCustom: true,
      tag: null,
      holds: null,
    },
    from: { source: 'first_name' },
    steps: [],
    fallback: '',
    owner: 'homing',
    comesHome: false,
    ...more,
  }
}
const saved = (rules: Rule[], sendsChanges = false) => ({ rules, sendsChanges })

test('a version says what it changed against the one before', () => {
  const before = saved([rule('Name'), rule('City'), rule('Title')])
  const after = saved([rule('Name', { fallback: 'Friend' }), rule('City'), rule('Club')], true)
  expect(changesOf(after, before)).toEqual([
    'Changed: Name.',
    'Filled from now on: Club.',
    'No longer filled: Title.',
    'Changed details are sent by themselves.',
  ])
  expect(changesOf(before, after)).toContain('Changed details are no longer sent by themselves.')
})

test('the first one says all it fills, and one that is like the one before says so', () => {
  const first = saved([rule('Name'), rule('City')])
  expect(changesOf(first, null)).toEqual(['Filled from now on: Name and City.'])
  expect(changesOf(first, saved([rule('Name'), rule('City')]))).toEqual(['Nothing was changed.'])
})
