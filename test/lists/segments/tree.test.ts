import { describe, expect, test } from 'vitest'
import {
  CONDITIONS_MAX,
  DEPTH_MAX,
  faultsOf,
  segment,
  VALUES_MAX,
  type SegmentNode,
} from '../../../src/lists/segments/index.ts'

const valid: SegmentNode = { about: 'address', is: 'valid' }
const opened = {
  about: 'mail',
  what: 'opens',
  by: 'human',
  campaignIds: [],
  when: { is: 'within', days: 180 },
} satisfies SegmentNode
const deep = (levels: number): SegmentNode => (levels === 0 ? valid : { not: deep(levels - 1) })

describe('a tree of conditions', () => {
  test.each<[string, SegmentNode]>([
    ['one condition', valid],
    ['groups in groups', { all: [valid, { any: [opened, { not: valid }] }] }],
    ['as deep as it may be', deep(DEPTH_MAX)],
    ['as long as it may be', { any: Array.from({ length: CONDITIONS_MAX }, () => valid) }],
  ])('is taken as it is: %s', (_, where) => {
    expect(faultsOf(where)).toEqual([])
    expect(segment.parse({ version: 1, where })).toEqual({ version: 1, where })
  })

  test.each<[string, unknown, string, RegExp]>([
    ['nothing', null, '', /./],
    ['an unknown condition', { all: [valid, { about: 'moon' }] }, 'all.1.about', /./],
    ['an empty group', { any: [] }, 'any', /Add a condition/],
    ['a group with more in it', { all: [valid], any: [valid] }, '', /nothing else/],
    ['a group that is no list', { all: valid }, '', /nothing else/],
    [
      'one too many',
      { any: Array.from({ length: CONDITIONS_MAX + 1 }, () => valid) },
      `any.${CONDITIONS_MAX}`,
      /at most/,
    ],
    ['too deep', deep(DEPTH_MAX + 1), 'not.'.repeat(DEPTH_MAX).slice(0, -1), /deep at most/],
    [
      'too many values',
      { about: 'list', listIds: Array.from({ length: VALUES_MAX + 1 }, (_, n) => n + 1) },
      'listIds',
      /./,
    ],
    [
      'no values',
      { not: { about: 'field', field: 'city', is: 'is', values: [] } },
      'not.values',
      /Write what/,
    ],
    [
      'an empty value',
      { about: 'field', field: 'city', is: 'is', values: [' '] },
      'values.0',
      /Write what/,
    ],
    [
      'a span that ends before it begins',
      {
        ...opened,
        when: { is: 'between', from: '2026-05-02T00:00:00Z', until: '2026-05-01T00:00:00Z' },
      },
      'when.until',
      /after the beginning/,
    ],
    [
      'a column of somebody’s own',
      { about: 'field', field: 'id; drop table person', is: 'known', values: [] },
      'field',
      /./,
    ],
    ['more than is asked', { ...opened, sql: '1=1' }, 'sql', /no such field/],
  ])('is refused where it is wrong: %s', (_, where, place, reason) => {
    const faults = faultsOf(where)
    expect(faults.map(({ path }) => path.join('.'))).toContain(place)
    expect(faults.map((fault) => fault.reason).join()).toMatch(reason)
    const read = segment.safeParse({ version: 1, where })
    expect(read.error?.issues[0]?.path[0]).toBe('where')
  })

  test('of another version is not guessed at', () => {
    expect(segment.safeParse({ version: 2, where: valid }).success).toBe(false)
  })
})
