import {
  Failure,
  type InvalidAsk,
  type JsonObject,
  type RemoteMark,
  type RemoteValidity,
  type ValidityPart,
  type Vendor,
} from '../../sdk/index.ts'
import { updateAll, type Written } from './collections.ts'
import { shapeOf } from './describe.ts'
import { BOUNCED_AT, BOUNCED_WHY, PERSON_MODULES, type PersonModule } from './modules.ts'
import { BOUNCED, OPTED_OUT, permissionOf } from './permission.ts'
import { type Person, personsOf } from './persons.ts'
import { markedText, markIn, momentIn, momentOf, safeId, textIn } from './values.ts'

/** Characters of a reason that are kept. */
const REASON_MAX = 255

export const validity: ValidityPart = {
  invalidWords: [BOUNCED],
  markOf: 'person',
  keepsMark: true,
  rules: {
    invalid:
      'Salesforce shows of each contact and lead with the address that mail to it bounced, since '
      + 'when and why: the mark is a person’s there.',
    valid:
      'Salesforce no longer shows that mail to them bounced. A mark that somebody else made stays, '
      + 'unless a person has said here since that the address is good.',
  },
  find,
  invalidate,
  validate,
}

async function find(vendor: Vendor, address: string): Promise<RemoteValidity | null> {
  const persons = await personsOf(vendor, address)
  // As of a wish: of several who share the address the one who may be written to decides.
  const first = persons.find((one) => permissionOf(one) !== OPTED_OUT) ?? persons[0]
  if (first === undefined) return null
  const marked = persons.filter(isBounced)
  const all = marked.length === persons.length
  const cannot = await whyUnwritable(vendor, persons)
  return {
    address: textIn(first['Email']),
    state: marked.length === 0 ? 'mailable' : all ? 'invalid' : 'partly',
    permission: permissionOf(first),
    marks: marked.map(markOf),
    ...(cannot !== null && { cannot }),
  }
}

function isBounced(person: JsonObject): boolean {
  return momentIn(person[BOUNCED_AT]) !== null
}

function markOf(person: Person): RemoteMark {
  const mark = markIn(person[BOUNCED_WHY])
  const at = momentIn(person[BOUNCED_AT])
  return { id: safeId(person['Id']), at, ...(mark !== undefined && { mark }) }
}

/** An installation may keep no bounces, and its administrator may let the user edit none. */
async function whyUnwritable(vendor: Vendor, persons: readonly Person[]): Promise<string | null> {
  for (const module of PERSON_MODULES.filter((one) => persons.some((p) => p.module === one))) {
    const { fields } = await shapeOf(vendor, module)
    const field = [BOUNCED_AT, BOUNCED_WHY].find((one) => !fields.get(one)?.mayUpdate)
    if (field === undefined) continue
    return (
      `Salesforce does not let the user that the app runs as edit ${field} of ${module} `
      + '(field-level security).'
    )
  }
  return null
}

/** Whoever is marked keeps the mark: when and why it bounced first. */
async function invalidate(
  vendor: Vendor,
  { address }: RemoteValidity,
  { reason, since, mark }: InvalidAsk,
): Promise<void> {
  const mistaken = (persons: readonly Person[]) => persons.filter((one) => !isBounced(one))
  await write(vendor, address, mistaken, {
    [BOUNCED_AT]: momentOf(since),
    [BOUNCED_WHY]: markedText(reason, mark, REASON_MAX),
  })
}

async function validate(
  vendor: Vendor,
  { address }: RemoteValidity,
  marks: readonly RemoteMark[],
): Promise<void> {
  const ids = new Set(marks.map(({ id }) => id))
  const mistaken = (persons: readonly Person[]) =>
    persons.filter((one) => isBounced(one) && ids.has(safeId(one['Id'])))
  await write(vendor, address, mistaken, { [BOUNCED_AT]: null, [BOUNCED_WHY]: null })
}

async function write(
  vendor: Vendor,
  address: string,
  mistaken: (persons: readonly Person[]) => Person[],
  fields: JsonObject,
): Promise<void> {
  const persons = mistaken(await personsOf(vendor, address))
  const written: Written[] = []
  for (const module of PERSON_MODULES) {
    written.push(...(await updateAll(vendor, module, rowsOf(persons, module, fields))))
  }
  if (mistaken(await personsOf(vendor, address)).length > 0) throw unheld(written)
}

function rowsOf(persons: readonly Person[], module: PersonModule, fields: JsonObject) {
  return persons
    .filter((one) => one.module === module)
    .map(({ Id }) => ({ id: safeId(Id), ...fields }))
}

function unheld(written: readonly Written[]): Failure {
  const [why] = written.flatMap((one) => (one.ok ? [] : [one]))
  const sentence = 'Salesforce left somebody with the address as they were.'
  return new Failure('refused', why ? `${sentence} ${why.sentence}` : sentence, {
    whoMustAct: 'you',
    remedy: 'Look whether a rule or a flow of your Salesforce changes it back.',
  })
}
