import { expect, test } from 'vitest'
import { constantContact } from '../../../src/connectors/esp/constant-contact/index.ts'
import { withValues } from '../../../src/connectors/esp/constant-contact/write-fields.ts'
import type { ContactField } from '../../../src/connectors/index.ts'
import { scripted } from './line.ts'

const CHOICES = [
  { choice_id: 1, choice_label: 'Tax' },
  { choice_id: 2, choice_label: 'Trusts, estates' },
  { choice_id: 3, choice_label: 'Property', deleted_at: '2025-01-01' },
]
const told = (label: string, choices: unknown[]) => ({
  custom_field_id: label,
  label,
  name: label,
  type: 'multi_select',
  choices,
})

async function fieldsOf(...custom_fields: unknown[]): Promise<ContactField[]> {
  return constantContact.fields!.custom(scripted({ status: 200, body: { custom_fields } }).vendor)
}

test('a field of several answers is known by those that may still be chosen', async () => {
  const mixed = [{ choice_id: 1, choice_label: 'Tax; Trusts' }]
  expect(await fieldsOf(told('interests', CHOICES), told('mixed', mixed))).toMatchObject([
    {
      kind: 'choices',
      choices: [
        { id: '1', label: 'Tax' },
        { id: '2', label: 'Trusts, estates' },
      ],
    },
    { kind: 'other' },
  ])
})

test('answers are told together by their ids, the rest of the contact as it was read', async () => {
  const [field] = await fieldsOf(told('interests', CHOICES))
  const other = { custom_field_id: 'other', value: 'x' }
  const held = { custom_field_id: 'interests', choice_ids: ['2'] }
  const write = (value: string) =>
    withValues({ custom_fields: [other, held] }, [{ field: field!, value }]).custom_fields
  expect(write('Tax; Trusts, estates')).toEqual([
    other,
    { custom_field_id: 'interests', choice_ids: ['1', '2'] },
  ])
  expect(write('')).toEqual([other])
  expect(() => write('Tax; Property')).toThrow(/no such answer/)
})

test('a contact holds several answers by their ids', () => {
  const contact = {
    contact_id: 'c1',
    email_address: { address: 'ada@client.example' },
    custom_fields: [
      { custom_field_id: 'interests', choice_ids: ['000002', '000001'] },
      { custom_field_id: 'tier', choice_ids: ['7'] },
    ],
  }
  const body = new TextEncoder().encode(JSON.stringify({ contacts: [contact] }))
  const { rows, refused } = constantContact.contacts!.read(body)
  expect(refused).toEqual([])
  expect(rows[0]!.values).toEqual({ interests: '2;1', tier: '7' })
})
