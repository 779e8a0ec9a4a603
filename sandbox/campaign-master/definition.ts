import { Buffer } from 'node:buffer'
import { csvRecords } from '../csv.ts'
import { childOf, textOf, type Element } from '../soap/index.ts'
import { Refused } from './errors.ts'
import type { Sent } from './mtom.ts'

/** What may be done to a subscriber who is new, or who is there. */
export interface Settings {
  allowImport: boolean
  makeActive: boolean
  makeVerified: boolean
}

export interface JobDefinition {
  filename: string
  insert: Settings
  update: Settings
  /** Which of several rows with the same address counts: the first, or else the last. */
  useFirst: boolean
  rows: readonly GivenRow[]
}

export interface GivenRow {
  address: string
  /** By the names of the columns, the address left out. */
  values: readonly (readonly [string, string])[]
}

/** The one key of which a client is known to us. */
const primaryKey = 'EmailAddress'

/** Reads a job from the header that defines it and the body that holds its file. */
export function readJob(header: Element, content: Element, sent: Sent): JobDefinition {
  if (textOf(header, 'PrimaryKey') !== primaryKey) {
    throw new Refused('Client', `The PrimaryKey must be ${primaryKey}`)
  }
  const separator = textOf(header, 'Delimiter') ?? ''
  if (separator.length !== 1) throw new Refused('Client', 'The Delimiter must be one character')
  const [head, ...records] = csvRecords(fileOf(content, sent), { separator, quote: '"' })
  const columns = (head ?? []).map((one) => one.trim())
  const key = columns.indexOf(primaryKey)
  if (key < 0) throw new Refused('Client', `The file has no column ${primaryKey}`)
  return {
    filename: textOf(header, 'Filename') ?? '',
    insert: settings(childOf(header, 'InsertSettings')),
    update: settings(childOf(header, 'UpdateSettings')),
    useFirst: isTrue(textOf(header, 'UseFirstDuplicate')),
    rows: records.map((record) => ({
      address: (record[key] ?? '').trim(),
      values: columns
        .map((name, place) => [name, record[place] ?? ''] as const)
        .filter(([name], place) => place !== key && name !== ''),
    })),
  }
}

function settings(element: Element | undefined): Settings {
  const on = (name: string) => isTrue(element && textOf(element, name))
  return {
    allowImport: on('AllowImport'),
    makeActive: on('MakeActive'),
    makeVerified: on('MakeVerified'),
  }
}

function isTrue(text: string | undefined): boolean {
  return ['true', '1'].includes(text?.trim().toLowerCase() ?? '')
}

/** The file in the message itself, or in the part that it names. */
function fileOf(content: Element, { files }: Sent): string {
  const element = childOf(content, 'FileToImport')
  if (element === undefined) throw new Refused('Client', 'FileToImport is missing')
  const link = childOf(element, 'Include')?.attributes.href
  if (link === undefined) return Buffer.from(element.text, 'base64').toString('utf8')
  const file = files.get(decodeURIComponent(link.replace(/^cid:/, '')))
  if (file === undefined) throw new Refused('Client', 'There is no such part')
  return file
}
