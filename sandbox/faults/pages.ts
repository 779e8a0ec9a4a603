import type { Random } from '../random.ts'
import type { Asked, Line, Page, PageRules } from './face.ts'
import type { Fault, FaultKind } from './fault.ts'

/** Spoils pages of a true answer; remembers what was served, to be able to serve it again. */
export interface PageSpoiler {
  spoil(fault: Fault, asked: Asked, body: string): string
  remember(asked: Asked, body: string): void
}

export function createPageSpoiler(random: Random, rules: PageRules): PageSpoiler {
  const served = new Map<string, string>()
  const { walk = pathOf, read = parse, write = JSON.stringify } = rules
  return {
    remember: (asked, body) => void served.set(walk(asked), body),
    spoil: (fault, asked, body) => {
      if (fault.kind === 'duplicate-page') return served.get(walk(asked)) ?? body
      const page = read(body)
      const name = rules.rows.find((one) => Array.isArray(page?.[one]))
      if (page === undefined) return body
      if (name === undefined) {
        return fault.kind === 'skewed-totals' ? write(rules.skew(page, fault.stats)) : body
      }
      const lines = page[name] as Line[]
      const before = (read(served.get(walk(asked)) ?? '')?.[name] ?? []) as Line[]
      const first = rules.first(asked.target, asked)
      page[name] = spoilLines(fault, lines, { first, before, random, rules })
      if (fault.kind === 'self-next') rules.endless(page, asked.target)
      if (fault.kind === 'empty-source') rules.last(page)
      return write(page)
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
  rules: PageRules
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
      return [...kept.slice(0, 1), page.rules.mangle(sample, fault.variant), ...kept.slice(1)]
    }
    case 'empty-source':
      return []
    case 'skewed-totals':
      return lines.map((line) => page.rules.skew(line, fault.stats))
    case 'hidden-activity':
      return lines.filter((line) => line.role !== fault.role)
    default:
      return lines
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

function pathOf({ target }: Asked): string {
  return target.split('?')[0] as string
}
