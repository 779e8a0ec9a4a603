import type { Element } from '../soap/index.ts'
import { text, whole, word } from './asked.ts'
import { children, make } from './elements.ts'
import { pageOf } from './paging.ts'
import { valueOf } from './recipient-fields.ts'
import { recipientElement } from './recipient-shape.ts'
import { delivered } from './statuses.ts'
import { messageAsked, rowsOf, tracksOf, type Track } from './tracks.ts'
import type { Call, Operation, Vendor } from './vendor.ts'

const reports = [
  'email_sent',
  'email_delivered',
  'email_bounced',
  'email_opened',
  'unsubscribed',
  'fax_sent',
  'fax_delivered',
  'fax_failed',
  'links',
  'all',
  'fax_all',
] as const

type Report = (typeof reports)[number]

/** A line of a report: a recipient with its sending, at the moment the report is about. */
interface Line {
  track: Track
  at: number
  remarks?: string
}

/** One report of a message, recipient by recipient. */
export const detailedTracking: Operation = (vendor, asked, call) => {
  const message = messageAsked(vendor, whole(asked, 'message_id'), call.now)
  const report = word(asked, 'report_type', reports)
  const wanted = { message, groupId: whole(asked, 'group_id') }
  const from = call.times.read(text(asked, 'fromDate')) ?? -Infinity
  const to = call.times.read(text(asked, 'toDate')) ?? Infinity
  const found = linesOf(vendor, wanted, report, call.now)
    .filter(({ at }) => at >= from && at <= to)
    .filter(fitting(vendor, asked, call.now))
    .sort((a, b) => a.at - b.at)
  const { page, size, rows } = pageOf(vendor, found, asked, ['page', 'recordsPerPage'])
  const lines = rows.map((line) => make('recp_track', written(vendor, message.id, line, call)))
  return children({
    totalRecords: found.length,
    page,
    recordsPerPage: size,
    RecipientDetails: lines,
  })
}

function linesOf(
  vendor: Vendor,
  wanted: Parameters<typeof tracksOf>[1],
  report: Report,
  now: number,
): Line[] {
  const tracks = tracksOf(vendor, wanted, now)
  const result = (track: Track): Line => ({ track, at: track.resultAt })
  const byContact = new Map(tracks.map((track) => [track.contactId, track] as const))
  const rows = (kind: 'optouts' | 'clicks') =>
    rowsOf(vendor, wanted, kind, now).flatMap(({ contactId, at, url }) => {
      const track = byContact.get(contactId)
      return track === undefined ? [] : [{ track, at, ...(url !== undefined && { remarks: url }) }]
    })
  switch (report) {
    case 'email_sent':
    case 'all':
      return tracks.map((track) => ({ track, at: track.sentAt }))
    case 'email_delivered':
      return tracks.filter(({ status }) => status === delivered).map(result)
    case 'email_bounced':
      return tracks.filter(({ status }) => status !== delivered).map(result)
    case 'email_opened':
      return tracks.flatMap((track) =>
        track.openedAt === undefined ? [] : [{ track, at: track.openedAt }],
      )
    case 'unsubscribed':
      return rows('optouts')
    case 'links':
      return rows('clicks')
    default:
      return []
  }
}

/** Names and addresses must be those that are given, whatever their case. */
function fitting(vendor: Vendor, asked: Element, now: number): (line: Line) => boolean {
  const wanted = ['first_name', 'last_name', 'email', 'fax']
    .map((name) => [name, text(asked, name).toLowerCase()] as const)
    .filter(([, value]) => value !== '')
  if (wanted.length === 0) return () => true
  return ({ track }) => {
    const state = vendor.world.contactAt(track.contactId, now)
    if (state === undefined) return false
    return wanted.every(([name, value]) => {
      const own = name === 'email' ? state.address : valueOf(vendor.world, state, name)
      return own?.toLowerCase() === value
    })
  }
}

function written(vendor: Vendor, messageId: number, line: Line, call: Call): Element[] {
  const { track, at, remarks = '' } = line
  const rest = children({
    ResultDate: call.times.write(at),
    remarks,
    Status: track.status.short,
    OpenDate: call.times.write(track.openedAt),
    MMId: vendor.tracks.of(`${messageId}/${track.contactId}`),
    faxStatus: 'Inprogress',
  })
  return [...recipientElement(vendor, track.contactId, call), ...rest]
}
