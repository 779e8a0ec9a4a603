import { Hono } from 'hono'
import { stringify } from 'csv-stringify/sync'
import { jobState } from '../world/jobs.ts'
import { field, readForm } from './body.ts'
import { columnCalled, valueIn, type Values } from './columns.ts'
import { mistake, missing, undocumented } from './errors.ts'
import { listName, listNamed, membersOf } from './ids.ts'
import { removeFrom, writeRecord } from './members.ts'
import { plainAddress } from './suppression-lists.ts'
import type { Upload } from './upload-book.ts'
import { readMerge, readUpload, type MergeInput, type UploadInput } from './upload-input.ts'
import type { Wrong } from './upload-input.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** Lists of many records at once: an upload is a job of its own. */
export function uploadRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/list', (c) => created(c, vendor))
  app.put('/list/:list', (c) => merged(c, vendor))
  app.get('/list/:job/status', (c) => status(c, vendor))
  app.get('/list/rejectedUploadRecords', (c) => rejected(c, vendor))
  return app
}

function refuse(c: Ctx, wrong: Wrong) {
  return 'mistake' in wrong ? mistake(c, wrong.mistake) : undocumented(c, wrong.words)
}

async function created(c: Ctx, vendor: Vendor) {
  const form = await readForm(c)
  const name = field(form, 'listname')
  if (name === undefined || name === '') return missing(c, 'listname')
  if (vendor.world.lists.named(name) !== undefined) {
    return undocumented(c, `There is a list ${name} already`)
  }
  const input = readUpload(form)
  if ('mistake' in input || 'words' in input) return refuse(c, input)
  return ordered(c, vendor, { input, blanks: true }, (at) => {
    const { listId } = vendor.world.lists.create({ name, favorite: false }, at)
    vendor.columns.set(
      listId,
      input.columns.map(({ column }) => column),
    )
    return { listId, mode: 'UPSERT' }
  })
}

async function merged(c: Ctx, vendor: Vendor) {
  const { world, columns } = vendor
  if (listNamed(world, c.req.param('list') ?? '') === undefined) return mistake(c, 'list')
  const form = await readForm(c)
  const input = readUpload(form)
  if ('mistake' in input || 'words' in input) return refuse(c, input)
  const merge = readMerge(form)
  if ('mistake' in merge || 'words' in merge) return refuse(c, merge)
  const list = listNamed(world, merge.dstListId)
  if (list === undefined) return mistake(c, 'mergeList')
  const { mergeKeyHeading: key = 'EMAIL', mergeMode: mode } = merge
  const given = input.columns.map(({ column }) => column)
  const own = columns.of(list.listId)
  const strange = given.find((one) => !own.some(({ heading }) => heading === one.heading))
  if (strange !== undefined || columnCalled(given, key) === undefined) {
    return mistake(c, 'mergeColumn')
  }
  const blanks = field(form, 'putEmptyValues') === 'Y'
  return ordered(c, vendor, { input, blanks, key }, () => ({ listId: list.listId, mode }))
}

interface Task {
  input: UploadInput
  /** Whether empty values overwrite what is there. */
  blanks: boolean
  /** The column by which records are the same; the address unless told otherwise. */
  key?: string
}

type Target = { listId: string; mode: MergeInput['mergeMode'] }

function ordered(c: Ctx, vendor: Vendor, task: Task, begin: (at: number) => Target) {
  const { records } = task.input
  const now = c.get('now')
  const upload = vendor.uploads.order(records.length, now, (one) => {
    const target = begin(one.job.startAt)
    one.listId = target.listId
    const kept = new Set<string>()
    const work = (record: string[]) => (at: number) =>
      void kept.add(take(vendor, one, { ...task, ...target, record }, at) ?? '')
    const end = (at: number) => {
      if (target.mode === 'REPLACE') keepOnly(vendor, target.listId, kept, at)
    }
    return [...records.map(work), end]
  })
  if (upload === undefined) return undocumented(c, 'Too many uploads are unfinished')
  return c.json({ status: 'success', message: 'Upload completed', jobId: upload.jobId })
}

interface Taken extends Task, Target {
  record: string[]
}

/** Takes one record in; answers the contact that is on the list with it. */
function take(vendor: Vendor, upload: Upload, task: Taken, at: number): string | undefined {
  const { input, blanks, listId, mode, record } = task
  const values: Values = input.columns.map(({ column, index }) => [column, record[index] ?? ''])
  const address = values.find(([column]) => column.type === 'EMAIL')?.[1].trim() ?? ''
  if (!plainAddress.test(address)) {
    upload.rejected.push(record)
    return undefined
  }
  const there = sameOn(vendor, task, values, at)
  if (mode === 'UPDATE_ONLY' && there === undefined) return undefined
  if (mode === 'APPEND_NO_DUPLICATES' && there !== undefined) return there.contact.contactId
  const given = values.filter(([{ type }, value]) => type !== 'EMAIL' && (blanks || value !== ''))
  const target = { address: there?.address ?? address, values: given }
  const { state, isNew } = writeRecord(vendor, listId, target, at)
  if (isNew) upload.appended += 1
  else upload.updated += 1
  return state.contact.contactId
}

/** Who on the list is the same by the merge key. */
function sameOn({ world }: Vendor, { key = 'EMAIL', listId }: Taken, values: Values, at: number) {
  const columns = values.map(([column]) => column)
  const column = columnCalled(columns, key)
  const value = values.find(([one]) => one === column)?.[1].trim() ?? ''
  if (column === undefined || column.type === 'EMAIL') {
    const holder = world.holderOf(value, at)
    return holder?.listIds.includes(listId) === true ? holder : undefined
  }
  return membersOf(world, listId, at).find((state) => valueIn(world, state, column) === value)
}

function keepOnly(vendor: Vendor, listId: string, kept: Set<string>, at: number): void {
  for (const state of membersOf(vendor.world, listId, at)) {
    if (!kept.has(state.contact.contactId)) removeFrom(vendor, listId, state, at)
  }
}

function status(c: Ctx, { uploads, world }: Vendor) {
  const upload = uploads.find(c.req.param('job') ?? '')
  const state = upload && jobState(upload.job, c.get('now'))
  if (state === 'initialized') return c.json({ status: 'The job is pending' })
  if (state === 'processing') return c.json({ status: 'The job is running' })
  if (upload === undefined || state !== 'completed') return mistake(c, 'job')
  const { appended, updated, rejected: bad, rejectedFile } = upload
  const details = {
    status: 'ok',
    listId: listName(world, upload.listId),
    appendCount: appended,
    updateCount: updated,
    failedCount: 0,
    rejectedCount: bad.length,
    ...(bad.length > 0 && { rejectedRecordsUrl: rejectedFile }),
  }
  return c.json({ status: 'success', jobDetails: JSON.stringify(details), details })
}

function rejected(c: Ctx, { uploads }: Vendor) {
  const upload = uploads.withFile(c.req.query('filename') ?? '')
  if (upload === undefined) return mistake(c, 'id')
  c.header('content-type', 'text/csv; charset=utf-8')
  return c.body(stringify(upload.rejected))
}
