import { z } from 'zod'
import { person, personRow } from './people.ts'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'

const ofPerson = idParams('personId')
const ofAddress = z.object({ personId: id, addressId: id })
const named = z.object({ id, name: z.string() })

/** Fields of a person that a merge may take over from the other. */
export const mergeField = z.enum([
  'name',
  'firstName',
  'lastName',
  'jobTitle',
  'phone',
  'city',
  'country',
  'owner',
])

const duplicatePair = z.object({
  /** The two, the one known longer first. */
  people: z.array(personRow).length(2),
  reasons: z.array(
    z.object({
      reason: z.enum([
        'same_address_same_name',
        'same_address_similar_name',
        /** One of them is known by the address only. */
        'same_address_unnamed',
        /** An ESP knows both under one contact's id. */
        'same_contact',
        'same_name_same_organization',
      ]),
      /** The address, the connection or the organization they have in common. */
      what: z.string(),
    }),
  ),
})

/** Persons: more addresses, duplicates, merge and its undoing. */
export const identity = {
  'people.addAddress': route({
    method: 'POST',
    path: '/api/people/{personId}/addresses',
    summary: 'Give a person one more address',
    permission: 'edit_people',
    params: ofPerson,
    body: z.strictObject({
      kind: z.enum(['email', 'fax']).default('email'),
      /** A fax number best with its country: +44 1225 446000. */
      address: z.string().trim().min(3).max(254),
      isPrimary: z.boolean().default(false),
    }),
    answer: person,
  }),
  'people.endAddress': route({
    method: 'POST',
    path: '/api/people/{personId}/addresses/{addressId}/end',
    summary: 'End the use of an address; it stays as history, and an opt-out goes on holding',
    permission: 'edit_people',
    params: ofAddress,
    body: z.strictObject({ note: z.string().max(500).default('') }),
    answer: person,
  }),
  'people.makeAddressPrimary': route({
    method: 'POST',
    path: '/api/people/{personId}/addresses/{addressId}/primary',
    summary: 'Make an address the one the person is written to first',
    permission: 'edit_people',
    params: ofAddress,
    answer: person,
  }),
  'people.duplicates': route({
    method: 'GET',
    path: '/api/people/duplicates',
    summary: 'Pairs of people who may be one, each with the reasons',
    permission: 'see',
    query: z.object({ ...pageQuery }),
    answer: page(duplicatePair),
  }),
  'people.notSame': route({
    method: 'POST',
    path: '/api/people/{personId}/not-same',
    summary: 'State that two persons are not the same; the pair is shown no more',
    permission: 'edit_people',
    params: ofPerson,
    body: z.strictObject({ otherId: id }),
  }),
  'people.merge': route({
    method: 'POST',
    path: '/api/people/{personId}/merge',
    summary: 'Merge another person into this one, who stands for both from then on; can be undone',
    permission: 'edit_people',
    params: ofPerson,
    body: z.strictObject({
      otherId: id,
      /** Fields that are taken over from the other; all others stay. */
      take: z.array(mergeField).max(mergeField.options.length).default([]),
    }),
    answer: person,
  }),
  'people.mergeOutlook': route({
    method: 'GET',
    path: '/api/merges/{mergeId}',
    summary: 'What undoing a merge would do',
    permission: 'see',
    params: idParams('mergeId'),
    answer: z.object({
      mergeId: id,
      kept: named,
      merged: named,
      mergedAt: time,
      mergedBy: z.string(),
      /** What has to be undone first; null: nothing stands in the way. */
      undoFirst: z.string().nullable(),
      /** Addresses in use that go back to the merged person. */
      addressesBack: z.array(z.string()),
      /** Of these, ended since the merge; they stay ended for both. */
      addressesEnded: z.array(z.string()),
      /** Given to the kept person since the merge; they stay with it. */
      addressesStay: z.array(z.string()),
      organizationsBack: z.array(z.string()),
      /** Fields of the kept person that become as they were. */
      fieldsBack: z.array(mergeField),
      /** What of consent goes on holding for both, in words. */
      consent: z.array(z.string()),
    }),
  }),
  'people.undoMerge': route({
    method: 'POST',
    path: '/api/merges/{mergeId}/undo',
    summary: 'Part two merged persons again; answers the merged one',
    permission: 'edit_people',
    params: idParams('mergeId'),
    answer: person,
  }),
} as const
