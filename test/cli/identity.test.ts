import { afterEach, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { person } from '../../src/api/contract/index.ts'
import { aPerson } from './answers.ts'
import { stubServer } from './stub-server.ts'
import { tryCli } from './try-cli.ts'

const NOW = '2026-05-03T09:00:00.000Z'
let stub: Awaited<ReturnType<typeof stubServer>> | undefined

afterEach(async () => {
  const faults = stub?.faults ?? []
  await stub?.close()
  stub = undefined
  expect(faults).toEqual([])
})

async function against(answers: Parameters<typeof stubServer>[0]) {
  stub = await stubServer(answers)
  return { HOMING_URL: stub.url, HOMING_API_KEY: 'hmg_test' }
}

const merged = {
  id: 2,
  name: 'A. Example',
  mergeId: 9,
  externalId: null,
  mergedAt: NOW,
  mergedBy: 'Jo',
}

function ada(more: Partial<z.input<typeof person>> = {}): z.input<typeof person> {
  return {
    id: 1,
    externalId: null,
    origin: 'import',
    name: 'Ada Example',
    firstName: '',
    lastName: '',
    jobTitle: '',
    phone: '',
    city: '',
    country: '',
    owner: null,
    own: [],
    organizations: [],
    addresses: [],
    consent: { isOptedOut: false, complainedAt: null, facts: [], optedOutAddressIds: [] },
    createdAt: NOW,
    updatedAt: NOW,
    mergedFrom: [{ ...merged, into: null }],
    askedFor: null,
    ...more,
  }
}

describe('duplicates', () => {
  test('are listed in pairs, each with the reasons', async () => {
    const env = await against({
      'people.duplicates': () => ({
        items: [
          {
            people: [aPerson(), aPerson({ id: 2, name: 'A. Example' })],
            reasons: [{ reason: 'same_address_similar_name', what: 'ada@example.com' }],
          },
        ],
        next: null,
      }),
    })
    const said = await tryCli(['people', 'duplicates'], env)
    expect(said).toMatchObject({ exitCode: 0, err: '' })
    expect(said.out).toMatch(/1 +Ada Example.*same address similar name: ada@example\.com/)
    expect(said.out).toMatch(/2 +A\. Example/)
  })

  test('that are none are said not to be the same', async () => {
    const env = await against({ 'people.notSame': () => undefined })
    const said = await tryCli(['people', 'not-same', '1', '2'], env)
    expect(said).toMatchObject({ exitCode: 0, err: '' })
    expect(stub!.seen[0]!.params).toEqual({ personId: '1' })
    expect(JSON.parse(stub!.seen[0]!.body as string)).toEqual({ otherId: 2 })
  })
})

describe('a merge', () => {
  test('takes over the fields it is told', async () => {
    const env = await against({ 'people.merge': () => ada() })
    const args = ['people', 'merge', '1', '2', '--take', 'phone', 'owner']
    const said = await tryCli(args, env)
    expect(said).toMatchObject({ exitCode: 0, err: '' })
    expect(said.out).toContain('Merged from')
    const body = JSON.parse(stub!.seen[0]!.body as string) as unknown
    expect(body).toEqual({ otherId: 2, take: ['phone', 'owner'] })
  })

  test('is undone by the one who was merged, or by the only one there is', async () => {
    for (const typed of ['2', '1']) {
      const env = await against({
        'people.show': () => ada({ askedFor: typed === '2' ? 2 : null }),
        'people.undoMerge': () => ada({ id: 2, name: 'A. Example', mergedFrom: [] }),
      })
      const said = await tryCli(['people', 'unmerge', typed], env)
      expect(said).toMatchObject({ exitCode: 0, err: '' })
      expect(said.out).toContain('A. Example (2)')
      expect(stub!.seen.at(-1)!.params).toEqual({ mergeId: '9' })
      await stub!.close()
    }
  })

  test('of several is asked which, and a dry run says what would be', async () => {
    const two = [
      { ...merged, into: null },
      { ...merged, id: 3, mergeId: 10, into: null },
    ]
    const env = await against({
      'people.show': () => ada({ mergedFrom: two }),
      'people.mergeOutlook': () => ({
        mergeId: 10,
        kept: { id: 1, name: 'Ada Example' },
        merged: { id: 3, name: 'A. Example' },
        mergedAt: NOW,
        mergedBy: 'Jo',
        undoFirst: null,
        addressesBack: ['a@example.com'],
        addressesEnded: [],
        addressesStay: [],
        organizationsBack: [],
        fieldsBack: [],
        consent: ['A. Example stays opted out of everything.'],
      }),
    })
    const unclear = await tryCli(['people', 'unmerge', '1'], env)
    expect(unclear.exitCode).toBe(1)
    expect(unclear.err).toContain('Name one of 2 (A. Example), 3 (A. Example).')
    const said = await tryCli(['people', 'unmerge', '3', '--dry-run'], env)
    expect(said.out).toContain('Back to A. Example: a@example.com')
    expect(said.out).toContain('stays opted out')
  })
})
