import type { Random } from '../random.ts'
import type { Fault, FaultKind, MalformedVariant } from './fault.ts'

interface Page {
  [name: string]: unknown
  _links?: { next?: { href?: string } }
}

type Line = Record<string, unknown>

/** Spoils pages of a true answer; remembers what was served, to be able to serve it again. */
export interface PageSpoiler {
  spoil(fault: Fault, target: string, body: string): string
  remember(target: string, body: string): void
}

const arrays = [
  'tracking_activities',
  'contacts',
  'campaigns',
  'lists',
  'bulk_email_campaign_summaries',
  'link_click_counts',
  'results',
  'campaign_activities',
  'activities',
  'custom_fields',
]

export function createPageSpoiler(random: Random): PageSpoiler {
  const served = new Map<string, string>()
  return {
    remember: (target, body) => void served.set(pathOf(target), body),
    spoil: (fault, target, body) => {
      if (fault.kind === 'duplicate-page') return served.get(pathOf(target)) ?? body
      const page = parse(body)
      const name = arrays.find((one) => Array.isArray(page?.[one]))
      if (page === undefined || name === undefined) return body
      const lines = page[name] as Line[]
      const before = (parse(served.get(pathOf(target)) ?? '')?.[name] ?? []) as Line[]
      const first = !target.includes('cursor=')
      page[name] = spoilLines(fault, lines, { first, before, random })
      if (fault.kind === 'self-next') page._links = { next: { href: target } }
      if (fault.kind === 'empty-source') page._links = {}
      return JSON.stringify(page)
    },
  }
}

const others: readonly FaultKind[] = [
  'duplicate-page',
  'self-next',
  'malformed-row',
  'empty-source',
  'skewed-totals',
  'hidden-activity',
]

export function isPageFault(fault: Fault): boolean {
  const { kind } = fault
  return kind.endsWith('-rows') || others.includes(kind)
}

interface Surroundings {
  first: boolean
  /** The rows of the page served before on this path. */
  before: Line[]
  random: Random
}

function spoilLines(fault: Fault, lines: Line[], page: Surroundings): Line[] {
  switch (fault.kind) {
    case 'duplicate-rows': {
      const repeated = lines.slice(0, fault.count ?? 3)
      return [...repeated, ...lines]
    }
    case 'reordered-rows':
      return page.random.shuffle(lines)
    case 'drifted-rows':
      return page.first ? lines : [...page.before.slice(-(fault.count ?? 2)), ...lines]
    case 'skipped-rows':
      return page.first ? lines : lines.slice(fault.count ?? 2)
    case 'late-rows': {
      const every = fault.every ?? 3
      // The very newest row stays, so that the others really end up below something delivered.
      return lines.filter((_, index) => (page.first && index === 0) || index % every !== every - 1)
    }
    case 'malformed-row': {
      const sample = lines[Math.min(1, lines.length - 1)]
      if (sample === undefined) return lines
      const kept = fault.replace === true ? lines.filter((line) => line !== sample) : lines
      return [...kept.slice(0, 1), mangle(sample, fault.variant), ...kept.slice(1)]
    }
    case 'empty-source':
      return []
    case 'skewed-totals':
      return lines.map((line) => ({ ...line, stats: skewed(line.stats, fault.stats) }))
    case 'hidden-activity':
      return lines.filter((line) => line.role !== fault.role)
    default:
      return lines
  }
}

function skewed(stats: unknown, by: Record<string, number>): unknown {
  const told = stats as Record<string, number>
  const changed = Object.entries(by).map(([name, more]) => [
    name,
    Math.max(0, (told[name] ?? 0) + more),
  ])
  return { ...told, ...Object.fromEntries(changed) }
}

function mangle(line: Line, variant: MalformedVariant): Line {
  const copy = { ...line }
  switch (variant) {
    case 'missing-contact-id':
      delete copy.contact_id
      return copy
    case 'impossible-date':
      return { ...copy, created_time: '2026-02-31T25:61:00.000Z' }
    case 'future-date':
      return { ...copy, created_time: '2199-01-01T00:00:00.000Z' }
    case 'epoch-date':
      return { ...copy, created_time: '1970-01-01T00:00:00.000Z' }
    case 'no-object':
      return null as unknown as Line
    case 'unknown-type':
      return { ...copy, tracking_activity_type: 'em_hologram' }
    case 'unparseable-address':
      return { ...copy, email_address: 'not an address <@@>' }
  }
}

function parse(body: string): Page | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Page) : undefined
  } catch {
    return undefined
  }
}

function pathOf(target: string): string {
  return target.split('?')[0] as string
}
