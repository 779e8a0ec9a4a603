import type { Element } from '../soap/index.ts'
import { text, whole, word } from './asked.ts'
import { children, make } from './elements.ts'
import type { Fax } from './fax-book.ts'
import type { Message } from './message-book.ts'
import { pageOf } from './paging.ts'
import { valueOf } from './recipient-fields.ts'
import { recipientElement } from './recipient-shape.ts'
import { delivered } from './statuses.ts'
import { messageAsked, ofGroup, rowsOf, tracksOf, type Track } from './tracks.ts'
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

/** A line of a report: a recipient, and what became of what it was sent. */
interface Line {
  contactId: string
  /** The moment the report is about. */
  at: number
  remarks?: string
  status?: string
  openedAt?: number
  faxStatus?: Fax['status']
}

/** One report of a message, recipient by recipient. */
export const detailedTracking: Operation = (vendor, asked, call) => {
  const id = whole(asked, 'message_id')
  const report = word(asked, 'report_type', reports)
  const isOfGroup = ofGroup(vendor, whole(asked, 'group_id'))
  const from = call.times.read(text(asked, 'fromDate')) ?? -Infinity
  const to = call.times.read(text(asked, 'toDate')) ?? Infinity
  const fax = vendor.faxes.find(id, call.now)
  const lines =
    fax === undefined
      ? linesOf(vendor, messageAsked(vendor, id, call.now), report, call.now)
      : faxLines(vendor.faxes.sent(fax, call.now), report)
  const found = lines
    .filter(({ at }) => at >= from && at <= to)
    .filter(isOfGroup)
    .filter(fitting(vendor, asked, call.now))
    .sort((a, b) => a.at - b.at)
  const { page, size, rows } = pageOf(vendor, found, asked, ['page', 'recordsPerPage'])
  return children({
    totalRecords: found.length,
    page,
    recordsPerPage: size,
    RecipientDetails: rows.map((line) => make('recp_track', written(vendor, id, line, call))),
  })
}

function linesOf(vendor: Vendor, message: Message, report: Report, now: number): Line[] {
  const wanted = { message, groupId: 0 }
  const tracks = tracksOf(vendor, wanted, now)
  const line = (track: Track, at: number, remarks?: string): Line => {
    const { contactId, status, openedAt } = track
    const told = { contactId, at, status: status.short, ...(remarks !== undefined && { remarks }) }
    return { ...told, ...(openedAt !== undefined && { openedAt }) }
  }
  const byContact = new Map(tracks.map((track) => [track.contactId, track] as const))
  const rows = (kind: 'optouts' | 'clicks') =>
    rowsOf(vendor, wanted, kind, now).flatMap(({ contactId, at, url }) => {
      const track = byContact.get(contactId)
      return track === undefined ? [] : [line(track, at, url)]
    })
  switch (report) {
    case 'email_sent':
    case 'all':
      return tracks.map((track) => line(track, track.sentAt))
    case 'email_delivered':
      return resulting(tracks, true).map((track) => line(track, track.resultAt))
    case 'email_bounced':
      return resulting(tracks, false).map((track) => line(track, track.resultAt))
    case 'email_opened':
      return tracks.flatMap((track) =>
        track.openedAt === undefined ? [] : [line(track, track.openedAt)],
      )
    case 'unsubscribed':
      return rows('optouts')
    case 'links':
      return rows('clicks')
    default:
      return []
  }
}

function resulting(tracks: readonly Track[], isDelivered: boolean): Track[] {
  return tracks.filter(({ status }) => (status === delivered) === isDelivered)
}

const faxReports: Readonly<Partial<Record<Report, Fax['status']>>> = {
  fax_delivered: 'Delivered',
  fax_failed: 'Failed',
}

function faxLines(faxes: readonly Fax[], report: Report): Line[] {
  const line = ({ contactId, status, remarks }: Fax, at: number): Line => {
    return { contactId, at, remarks, faxStatus: status }
  }
  if (report === 'fax_sent' || report === 'fax_all')
    return faxes.map((fax) => line(fax, fax.sentAt))
  return faxes
    .filter(({ status }) => status === faxReports[report])
    .map((fax) => line(fax, fax.resultAt))
}

/** Names and addresses must be those that are given, whatever their case. */
function fitting(vendor: Vendor, asked: Element, now: number): (line: Line) => boolean {
  const wanted = ['first_name', 'last_name', 'email', 'fax']
    .map((name) => [name, text(asked, name).toLowerCase()] as const)
    .filter(([, value]) => value !== '')
  if (wanted.length === 0) return () => true
  return ({ contactId }) => {
    const state = vendor.world.contactAt(contactId, now)
    if (state === undefined) return false
    return wanted.every(([name, value]) => {
      const own = name === 'email' ? state.address : valueOf(vendor, state, name)
      return own?.toLowerCase() === value
    })
  }
}

function written(vendor: Vendor, messageId: number, line: Line, call: Call): Element[] {
  const { contactId, at, remarks = '', status, openedAt, faxStatus } = line
  const rest = children({
    ResultDate: call.times.write(at),
    remarks,
    Status: status ?? 'Inprogress',
    OpenDate: call.times.write(openedAt),
    MMId: vendor.tracks.of(`${messageId}/${contactId}`),
    faxStatus: faxStatus ?? 'Inprogress',
  })
  return [...recipientElement(vendor, contactId, call), ...rest]
}
