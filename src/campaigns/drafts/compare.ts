/** Whether an ESP holds what was written here: read back and held against it. Pure. */
import type { Mailing, RemoteMailing } from '../../connectors/index.ts'
import type { Difference } from './draft.ts'

export interface Wished {
  /** With the name it shall have there. */
  mailing: Mailing
  lists: readonly { id: string; name: string }[]
}

/** A screen shows no more of either side than this. */
const SHOWN_CHARS_MAX = 200

/**
 * Where the ESP's differs, field by field; the lists come last. Fields of the ESP's own that are
 * left empty here are the ESP's to choose, and what it does not tell is not compared. Of content,
 * white space between and within tags does not count, and of addresses the letter case does not.
 */
export function differencesOf(wished: Wished, remote: RemoteMailing): Difference[] {
  return [...contentDifferences(wished.mailing, remote), ...listDifferences(wished, remote)]
}

/** Those of name and content: what update brings up to date. */
export function contentDifferences(mailing: Mailing, remote: RemoteMailing): Difference[] {
  const isTold = ({ field }: Difference) => !remote.untold?.includes(field)
  return allDifferences(mailing, remote).filter(isTold)
}

function allDifferences(mailing: Mailing, remote: RemoteMailing): Difference[] {
  const { content } = remote
  const name = differ('name', mailing.name, remote.name)
  if (content === null) {
    const there = 'content of another editor'
    return [...name, { field: 'html', here: shown(mailing.html), there }]
  }
  return [
    ...name,
    ...TEXTS.flatMap((field) => differ(field, mailing[field], content[field])),
    ...ADDRESSES.flatMap((field) =>
      mailing[field].toLowerCase() === content[field].toLowerCase()
        ? []
        : differ(field, mailing[field], content[field]),
    ),
    ...(plain(mailing.html) === plain(content.html)
      ? []
      : [{ field: 'html', ...firstDifference(plain(mailing.html), plain(content.html)) }]),
    ...Object.entries(mailing.fields).flatMap(([field, value]) => {
      const here = textOf(value)
      return here === '' ? [] : differ(`fields.${field}`, here, textOf(content.fields[field]))
    }),
  ]
}

/** Those of the audience: what setLists brings up to date. */
export function listDifferences({ lists }: Wished, remote: RemoteMailing): Difference[] {
  const here = new Set(lists.map(({ id }) => id))
  const there = new Set(remote.lists)
  const isEqual = here.size === there.size && [...here].every((id) => there.has(id))
  if (remote.untold?.includes('lists')) return []
  if (isEqual && remote.otherAudience === null) return []
  const named = new Map(lists.map(({ id, name }) => [id, name]))
  const words = (ids: Iterable<string>) =>
    [...ids]
      .map((id) => named.get(id) ?? `list ${id}`)
      .sort()
      .join(', ')
  const besides = remote.otherAudience === null ? [] : [remote.otherAudience]
  return [
    {
      field: 'lists',
      here: shown(words(here)) || 'nobody',
      there: shown([words(there), ...besides].filter(Boolean).join(', ')) || 'nobody',
    },
  ]
}

const TEXTS = ['subject', 'preheader', 'fromName'] as const
const ADDRESSES = ['fromAddress', 'replyTo'] as const

function differ(field: string, here: string, there: string): Difference[] {
  if (here.trim() === there.trim()) return []
  return [{ field, here: shown(here), there: shown(there) }]
}

/** Vendors pretty-print and trim; none of it is seen by a reader. */
function plain(html: string): string {
  return html
    .replace(/\s+/g, ' ')
    .replace(/ ?([<>]) ?/g, '$1')
    .trim()
}

/** Both sides from shortly before the place where they part. */
function firstDifference(here: string, there: string): { here: string; there: string } {
  const BEFORE = 20
  let at = 0
  while (at < here.length && here[at] === there[at]) at++
  const from = Math.max(0, at - BEFORE)
  return { here: shown(here.slice(from)), there: shown(there.slice(from)) }
}

function shown(text: string): string {
  return text.length <= SHOWN_CHARS_MAX ? text : `${text.slice(0, SHOWN_CHARS_MAX)}…`
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}
