import { createRandom } from '../random.ts'
import type { Party } from '../world/definition.ts'
import { filled, type FieldValue, type Phone, type Profile, type Street } from '../world/profile.ts'
import type { ContactState, World } from '../world/world.ts'
import type {
  FieldValueInput,
  ScalarInput,
  StreetInput,
  SubresourceInput,
} from './contact-input.ts'

/** Who writes, and when. */
export interface Act {
  at: number
  by: Party
}

/** The vendor's PUT: properties left out become nothing, subresources left out stay. */
export function replaced(state: ContactState, body: ScalarInput & SubresourceInput, act: Act) {
  const { phones, streets, fields, notes } = state.profile
  return { phones, streets, fields, notes, ...scalars(body), ...subresources(state, body, act) }
}

/** A partial update: only what is named is changed. */
export function updated(state: ContactState, body: ScalarInput & SubresourceInput, act: Act) {
  return { ...state.profile, ...scalars(body), ...subresources(state, body, act) }
}

function scalars(body: ScalarInput): Partial<Profile> {
  const { birthday_month: month, birthday_day: day } = body
  return filled({
    firstName: body.first_name,
    lastName: body.last_name,
    jobTitle: body.job_title,
    companyName: body.company_name,
    anniversary: body.anniversary,
    birthday: month == null || day == null ? undefined : { month, day },
  }) as Partial<Profile>
}

function subresources(state: ContactState, body: SubresourceInput, act: Act): Partial<Profile> {
  const { phone_numbers: phones, street_addresses: streets, custom_fields: fields, notes } = body
  return filled({
    phones: phones?.map((one) => phoneOf(state, one, act)),
    streets: streets?.map((one) => streetOf(state, one, act)),
    fields: fields?.map(fieldOf),
    notes: notes?.map(({ note_id: given, content }) => {
      const id = given ?? idOf(state, `note/${content}`)
      return state.profile.notes.find((one) => one.id === id) ?? { id, createdAt: act.at, content }
    }),
  }) as Partial<Profile>
}

/** The same number of the same kind is the same entry, so that writing twice changes nothing. */
function phoneOf(
  state: ContactState,
  { phone_number: number, kind }: { phone_number: string; kind: string },
  { at, by }: Act,
): Phone {
  const known = state.profile.phones.find((one) => one.number === number && one.kind === kind)
  const id = idOf(state, `phone/${kind}/${number}`)
  const times = { createdAt: at, updatedAt: at, createdBy: by, updatedBy: by }
  return known ?? { id, number, kind, ...times }
}

/** A contact has one street address of each kind, which keeps its id. */
export function streetOf(state: ContactState, input: StreetInput, { at }: Pick<Act, 'at'>): Street {
  const known = state.profile.streets.find((one) => one.kind === input.kind)
  const { kind, street, city, state: region, postal_code: postalCode, country } = input
  return {
    id: known?.id ?? idOf(state, `street/${kind}`),
    kind,
    createdAt: known?.createdAt ?? at,
    updatedAt: at,
    ...filled({ street, city, state: region, postalCode, country }),
  } as Street
}

/** New values beside the old ones; the value of a field that was there is replaced. */
export function merged(old: readonly FieldValue[], input: readonly FieldValueInput[]) {
  const named = new Set(input.map((one) => one.custom_field_id))
  return [...old.filter((one) => !named.has(one.fieldId)), ...input.map(fieldOf)]
}

function fieldOf({ custom_field_id: fieldId, value, choice_ids }: FieldValueInput): FieldValue {
  return { fieldId, ...filled({ value, choiceIds: choice_ids }) } as FieldValue
}

function idOf(state: ContactState, label: string): string {
  return createRandom(`${state.contact.contactId}/${label}`).uuid()
}

/** What a request names that the account does not have; there are no tags in this world. */
export function unknownReferences(
  world: World,
  named: {
    list_memberships?: readonly string[] | undefined
    custom_fields?: readonly FieldValueInput[] | undefined
    taggings?: readonly string[] | undefined
  },
): string[] {
  const { list_memberships: lists = [], custom_fields: fields = [], taggings = [] } = named
  return [
    ...lists
      .filter((id) => world.lists.live(id) === undefined)
      .map((id) => `list_memberships contains an unknown list: ${id}`),
    ...fields
      .filter((one) => world.fields.find(one.custom_field_id) === undefined)
      .map((one) => `custom_fields contains an unknown field: ${one.custom_field_id}`),
    ...taggings.map((id) => `taggings contains an unknown tag: ${id}`),
  ]
}
