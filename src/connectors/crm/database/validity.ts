import {
  type InvalidAsk,
  type JsonObject,
  type RemoteMark,
  type RemoteValidity,
  unreadable,
  type ValidityPart,
  type Vendor,
} from '../../sdk/index.ts'
import { TITLE } from './client.ts'
import { consent, holdersOf } from './consent.ts'
import { INVALID, OK, OPTED_OUT } from './contacts.ts'
import { absence, isThere, markFrom, rowsByMark, tellRows } from './outbox.ts'
import { addressesIn } from './people.ts'
import { type SeenMark, seenMarkIn, toldOf, type ToldState, validityOf } from './told-validity.ts'
import { idIn } from './values.ts'

export const validity: ValidityPart = {
  invalidWords: [INVALID],
  markOf: 'person',
  keepsMark: true,
  rules: {
    invalid:
      'That nothing arrives is written as a row of the table for it, one a person whose first '
      + 'address it is. It holds in the CRM once the firm’s side has taken the row over.',
    valid:
      'That an address is good again is written as a row, too, where the mark was Homing’s, or a '
      + 'person has said so here since.',
  },
  find,
  async invalidate(vendor, { address }, ask) {
    const holders = (await holdersWith(vendor, address)).filter(({ stands }) => !stands.isInvalid)
    await tell(vendor, address, { holders, state: 'invalid', ask })
  },
  async validate(vendor, { address }, marks) {
    const ids = new Set(marks.map(({ id }) => id))
    const holders = (await holdersWith(vendor, address)).filter(
      ({ id, stands }) => stands.isInvalid && ids.has(id),
    )
    await tell(vendor, address, { holders, state: 'valid' })
  },
}

async function find(vendor: Vendor, address: string): Promise<RemoteValidity | null> {
  const contact = await consent.find(vendor, address)
  if (contact === null) return null
  const holders = await holdersWith(vendor, address)
  const marked = holders.filter(({ stands }) => stands.isInvalid)
  const all = marked.length > 0 && marked.length === holders.length
  const word = marked.some(({ id }) => id === contact.id) || all ? INVALID : OK
  const cannot = await whyNot(vendor, holders)
  return {
    address: contact.address,
    state: marked.length === 0 ? 'mailable' : all ? 'invalid' : 'partly',
    permission: contact.state === 'opted_out' ? OPTED_OUT : word,
    marks: marked.map(markOf),
    ...(cannot !== null && { cannot }),
  }
}

async function whyNot(vendor: Vendor, holders: readonly Holder[]): Promise<string | null> {
  if (!(await isThere(vendor, 'validity'))) return absence(vendor, 'validity')
  if (holders.length > 0) return null
  return 'The view says of a person’s first address alone whether anything arrives there.'
}

/** Somebody whose first address it is. */
interface Holder {
  id: string
  stands: SeenMark & { word?: string }
  turn: number
}

async function holdersWith(vendor: Vendor, address: string): Promise<Holder[]> {
  const isTheirs = (row: JsonObject) => addressesIn(row)[0]?.toLowerCase() === address.toLowerCase()
  const rows = (await holdersOf(vendor, address)).filter(isTheirs)
  const told = await toldOf(
    vendor,
    rows.map((row) => idIn(row)),
  )
  return rows.map((row) => {
    const id = idIn(row)
    const states = (told.get(id) ?? []).filter((one) => one.address === address.toLowerCase())
    return { id, stands: validityOf(seenMarkIn(row), states), turn: states[0]?.turn ?? 0 }
  })
}

function markOf({ id, stands: { at, word } }: Holder): RemoteMark {
  return { id, at, ...(word !== undefined && { mark: word }) }
}

interface Saying {
  holders: readonly Holder[]
  state: ToldState['state']
  ask?: InvalidAsk
}

/** One row a person; what was said before stays as it is. The same once more is the same row. */
async function tell(vendor: Vendor, address: string, { holders, state, ask }: Saying) {
  if (holders.length === 0) return
  const rows = holders.map(({ id, turn }) => {
    const said = { person_id: id, email: address, state, turn: turn + 1, word: ask?.mark ?? '' }
    return {
      mark: markFrom([...Object.values(said)]),
      ...said,
      reason: ask?.reason ?? null,
      since_at: ask === undefined ? null : { at: ask.since },
      told_at: { at: vendor.now() },
    }
  })
  await tellRows(vendor, 'validity', { rows, isOnce: true })
  const marks = rows.map(({ mark }) => mark)
  const back = await rowsByMark(vendor, 'validity', marks)
  if (marks.some((mark) => !back.has(mark))) {
    throw unreadable(TITLE, 'It does not show the row that it took.')
  }
}
