import { csvRecords } from '../csv.ts'
import type { Content, Element } from '../soap/index.ts'
import { flag, text, whole } from './asked.ts'
import { children } from './elements.ts'
import { failure, type ErrorName } from './errors.ts'
import { fieldNames } from './recipient-fields.ts'
import { plainAddress, takeIn, write, type Fields } from './recipient-writes.ts'
import { uploadStatus, type Upload } from './upload-book.ts'
import type { Call, Operation, Vendor } from './vendor.ts'

/** Takes a CSV for a group, to be worked on later; the job tells how far it has come. */
export const uploadListQueue: Operation = (vendor, asked, call) => {
  const list = vendor.groups.find(whole(asked, 'groupid'))
  if (list === undefined) return refused('group')
  const options = {
    replace: flag(asked, 'replace_group') === true,
    update: flag(asked, 'update_dups') === true,
    header: flag(asked, 'header_line') === true,
  }
  const records = csvRecords(text(asked, 'csvData'), { separator: ',', quote: '"' })
  const names = columnsOf(asked, options.header ? records[0] : undefined)
  if (!names.includes('email')) return refused('mapping')
  const kept = new Set<string>()
  const steps = (options.header ? records.slice(1) : records).map((record) => {
    const fields = fieldsOf(names, record)
    return (upload: Upload, at: number) => {
      const contactId = take(vendor, upload, fields, at)
      if (contactId !== undefined) kept.add(contactId)
    }
  })
  const last = ({ listId }: Upload, at: number) => {
    if (options.replace) keepOnly(vendor, listId, kept, at)
  }
  const upload = vendor.uploads.order({ listId: list.listId, options }, [...steps, last], call.now)
  return upload === undefined ? refused('busy') : told(vendor, upload, call)
}

/** The field of every column: MM_n names that of the nth, else the header does. */
function columnsOf(asked: Element, header: readonly string[] = []): string[] {
  const mapped = fieldNames.map((_, index) => text(asked, `MM_${index + 1}`))
  const names = mapped.some((one) => one !== '') ? mapped : header.map((one) => one.trim())
  return names.map((one) => (fieldNames.includes(one) ? one : ''))
}

function fieldsOf(names: readonly string[], record: readonly string[]): Fields {
  const values = names.map((name, index) => [name, (record[index] ?? '').trim()] as const)
  return new Map(values.filter(([name]) => name !== ''))
}

/** Takes one record in; answers its contact, or undefined where it holds no address. */
function take(vendor: Vendor, upload: Upload, fields: Fields, at: number): string | undefined {
  const email = fields.get('email') ?? ''
  if (!plainAddress.test(email)) return undefined
  upload.good += 1
  const there = vendor.recipients.withAddress(email, at)
  const contactId = there?.contact.contactId ?? takeIn(vendor, fields, at)
  if (there === undefined) upload.added += 1
  else if (upload.options.update) {
    write(vendor, contactId, fields, at)
    upload.updated += 1
  }
  vendor.groups.put(contactId, [upload.listId], at)
  return contactId
}

function keepOnly({ groups }: Vendor, listId: string, kept: ReadonlySet<string>, at: number) {
  for (const { contact } of groups.members(listId, at)) {
    if (!kept.has(contact.contactId)) groups.take(contact.contactId, [listId], at)
  }
}

export const uploadJobStatus: Operation = (vendor, asked, call) => {
  const upload = vendor.uploads.find(whole(asked, 'jobid'))
  return upload === undefined ? refused('job') : told(vendor, upload, call)
}

/** What a result says of a job that there is not. */
const none = {
  good_records: null,
  group_count: null,
  groupid: null,
  header: null,
  jobid: null,
  loginid: null,
}

function refused(name: ErrorName): Content {
  const { error, errorObj, msg } = failure(name)
  const counts = { new_added: null, old_updated: null, replace_group: null, status: null }
  return children({
    complete_date: null,
    error,
    errorObj,
    ...none,
    msg,
    ...counts,
    total_records: null,
    update_dups: null,
    upload_date: null,
  })
}

function told(vendor: Vendor, upload: Upload, { now, times }: Call): Content {
  const { job, listId, options, good, added, updated } = upload
  const status = uploadStatus(upload, now)
  return children({
    complete_date: status === 2 ? times.write(job.endAt) : null,
    error: 0,
    good_records: good,
    group_count: vendor.groups.members(listId, now).length,
    groupid: vendor.groups.id(listId),
    header: options.header ? 1 : 0,
    jobid: upload.id,
    loginid: vendor.account.loginId,
    msg: '',
    new_added: added,
    old_updated: updated,
    replace_group: options.replace ? 1 : 0,
    status,
    // The last step of a job is that which takes the others off the group.
    total_records: job.order.size - 1,
    update_dups: options.update ? 1 : 0,
    upload_date: times.write(job.createdAt),
    user_id: vendor.account.userId,
  })
}
