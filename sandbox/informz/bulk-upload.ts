import { csvRecords } from '../csv.ts'
import { childOf, childrenOf, textOf, type Element } from '../soap/index.ts'
import type { Step } from '../world/jobs.ts'
import type { Action } from './actions.ts'
import { make, Refused } from './errors.ts'
import { keepOnly, plainAddress, quit, take, type Given } from './subscriber-writes.ts'
import type { Vendor } from './vendor.ts'

const modes = [
  'AddOrUpdateSubscribers',
  'ReplaceAllSubscribers',
  'RemoveSubscribers',
  'UnsubscribeSubscribers',
  'ResubscribeSubscribers',
] as const

type Mode = (typeof modes)[number]

interface Task {
  vendor: Vendor
  mode: Mode
  names: readonly string[]
  blanksRemove: boolean
}

/** Takes a CSV of subscribers for later; `upload_history` tells how far it has come. */
export const bulkUpload: Action = (vendor, asked, now) => {
  const details = childOf(asked, 'UploadDetails') ?? asked
  const interest = childOf(details, 'InterestDetails') ?? details
  const mode = modes.find((one) => one === textOf(interest, 'InterestAction'))
  if (mode === undefined) {
    throw new Refused('UnexpectedInputException', 'The interest action is not known')
  }
  const names = childrenOf(childOf(interest, 'InterestNames') ?? interest, 'InterestName')
  const blanksRemove = isTrue(textOf(details, 'RemovePersonalInfoIfBlank'))
  const task = { vendor, mode, names: names.map((one) => one.text.trim()), blanksRemove }
  const given = readRecords(asked, details)
  const kept = new Set<string>()
  let upload = 0
  const steps = given.map((one): Step => (at) => {
    const contactId = work(task, one, at)
    if (contactId === undefined) return
    kept.add(contactId)
    vendor.uploads.note(contactId, upload)
  })
  if (mode === 'ReplaceAllSubscribers') {
    steps.push((at) => keepOnly(vendor, listIds(task, at), kept, at))
  }
  const ordered = vendor.uploads.order(steps, now, (id) => void (upload = id))
  if (ordered === undefined) {
    throw new Refused('SystemAccessException', 'Too many uploads are unfinished')
  }
  return [make('UploadID', ordered.id)]
}

function isTrue(text: string | undefined): boolean {
  return ['1', 'true'].includes(text?.toLowerCase() ?? '')
}

function readRecords(asked: Element, details: Element): Given[] {
  const defined = childrenOf(childOf(asked, 'FieldDefinitions') ?? asked, 'FieldDefinition')
  const columns = defined.map((one) => ({
    name: textOf(one, 'Name') ?? '',
    // The vendor counts columns from 1.
    index: Number(textOf(one, 'ColumnIndex') ?? NaN) - 1,
    type: textOf(one, 'FieldType') ?? '',
  }))
  if (columns.some(({ index }) => !Number.isInteger(index) || index < 0)) {
    throw new Refused('InvalidDataFormatException', 'A ColumnIndex is no number')
  }
  if (!columns.some(({ type }) => type === 'Email')) {
    throw new Refused('InsufficientDataToCreateSubscriberException', 'No column is of type Email')
  }
  const separator = textOf(details, 'ColumnDelimiter') || ','
  const quote = isTrue(textOf(details, 'HasFieldsEnclosedInQuotes')) ? '"' : undefined
  return csvRecords(textOf(asked, 'Data') ?? '', { separator, quote }).map((record) => {
    const of = (type: string) => columns.find((one) => one.type === type)?.index ?? -1
    const own = columns.filter(({ type }) => type === 'PersonalInfo')
    return {
      email: (record[of('Email')] ?? '').trim(),
      id: (record[of('ID')] ?? '').trim(),
      values: own.map(({ name, index }) => [name, record[index] ?? ''] as const),
    }
  })
}

function listIds({ vendor, names }: Task, at: number): string[] {
  return names.map((name) => vendor.interests.named(name, at).listId)
}

/** Works on one record; answers its contact, or undefined where there is none. */
function work(task: Task, given: Given, at: number): string | undefined {
  const { vendor, mode, blanksRemove } = task
  if (!plainAddress.test(given.email)) return undefined
  const state = vendor.world.holderOf(given.email, at)
  switch (mode) {
    case 'RemoveSubscribers':
      if (state) for (const id of listIds(task, at)) vendor.interests.remove(state, id, at)
      return state?.contact.contactId
    case 'UnsubscribeSubscribers':
      if (state) quit(vendor, state.contact.contactId, '', at)
      return state?.contact.contactId
    default: {
      const values = given.values.filter(([, value]) => blanksRemove || value !== '')
      const resubscribes = mode === 'ResubscribeSubscribers'
      return take(vendor, { ...given, values, resubscribes }, listIds(task, at), at)
    }
  }
}
