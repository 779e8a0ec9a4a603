import { z } from 'zod'
import {
  ACTIVITY_KINDS,
  type ActivitiesPart,
  type ActivityKind,
  type ActivityOutcome,
  type Connector,
  type BulkActivities,
  Failure,
  type FailureKind,
  type FiguresPart,
  type OpenCampaign,
  type Raised,
  type RaisedPart,
  type ToldTarget,
} from '../../../src/connectors/index.ts'
import type { MemoryFigures, MemoryJobs } from './crm-parts.ts'

/** What one target's entry of one kind says there. */
export interface Entry {
  campaign: string
  recordId: string
  kind: ActivityKind
  count: number
  firstAt: number
  lastAt: number
}

/** Actions and interests of a CRM in memory. Nothing of them can be read again. */
export class MemoryRaised {
  readonly told: Raised[] = []
  /** Names it has no place for. */
  readonly strange = new Set<string>()
  /** The next questions, and the next calls, fail: before they do anything, or after. */
  readonly away: FailureKind[] = []
  readonly faults: ('before' | 'after' | 'throttled' | 'refused')[] = []

  part(): RaisedPart {
    const failed = (kind: FailureKind) =>
      new Failure(kind, 'The CRM has a bad day.', { whoMustAct: 'vendor', waitMs: 60_000 })
    return {
      kinds: { action: 'Action', interest: 'Interest' },
      rule: 'It keeps actions.',
      batchMax: 2,
      hindrances: async (_, all) => {
        const kind = this.away.shift()
        if (kind !== undefined) throw failed(kind)
        return all.map(({ name }) =>
          this.strange.has(name) ? { status: 'refused', sentence: `No type ${name}.` } : null,
        )
      },
      tell: async (_, one) => {
        const fault = this.faults.shift()
        if (fault === 'throttled' || fault === 'refused') throw failed(fault)
        if (fault === 'before') throw failed('temporary')
        this.told.push(one)
        if (fault === 'after') throw failed('temporary')
      },
    }
  }
}

/** A CRM in memory: it keeps what it is told by its marks, and has the faults a test gives it. */
export class MemoryCrm {
  /** By mark. */
  readonly campaigns = new Map<string, { id: string; name: string }>()
  readonly entries = new Map<string, Entry>()
  totals: Partial<Record<ActivityKind, number>> = {}
  /** Calls, in words: "open", "tell 3", "shows 3", "totals". */
  readonly calls: string[] = []
  /** Records it has no longer, and those it takes nothing for. */
  readonly gone = new Set<string>()
  readonly refusing = new Set<string>()
  /** The next calls fail: before they do anything, or after, when the answer is lost. */
  readonly faults: ('before' | 'after' | 'whole' | 'not shown')[] = []
  /** Targets of a call that is refused as a whole, unless it tells of one alone. */
  targetsMax = 3
  /** What clicks raised, where it keeps such records; with the faults of telling it. */
  raised: MemoryRaised | undefined
  /** Fields for figures, where it has any. */
  figures: MemoryFigures | undefined
  /** The lists each of its campaigns names. */
  readonly lists = new Map<string, readonly string[]>()
  /** Its jobs, where it does any. */
  jobs: MemoryJobs | undefined
  kinds: ActivitiesPart['kinds'] = Object.fromEntries(ACTIVITY_KINDS.map((kind) => [kind, kind]))

  connector(): Connector {
    return {
      id: 'memory-crm',
      title: 'The CRM',
      sources: { main: { title: 'Made for this test' } },
      system: 'crm',
      settings: z.strictObject({}),
      needsNoGrant: true,
      pace: () => ({ budget: 'crm', perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }),
      errors: [],
      baseUrls: () => [],
      check: async () => ({ ok: true, account: 'The CRM', checks: [] }),
      activities: this.#part(),
    }
  }

  /** A campaign of the CRM's own. */
  has(id: string, name: string): void {
    this.campaigns.set(id, { id, name })
  }

  /** Entries of a campaign by its name, as "record kind xcount", sorted. */
  told(name: string): string[] {
    const ids = new Set(
      [...this.campaigns.values()].filter((one) => one.name === name).map(({ id }) => id),
    )
    return [...this.entries.values()]
      .filter((one) => ids.has(one.campaign))
      .map(({ recordId, kind, count }) => `${recordId} ${kind} x${count}`)
      .sort()
  }

  #part(): ActivitiesPart {
    const of = () => this.kinds
    const raised = () => this.raised?.part() as RaisedPart
    const figures = () => this.figures?.part() as FiguresPart
    const bulk = () => this.jobs?.part((...told) => this.#tellOne(...told), part.shows)
    const part: ActivitiesPart = {
      get kinds() {
        return of()
      },
      rules: { campaign: 'It keeps campaigns.', targets: 'It keeps entries.' },
      limits: { targetsMax: this.targetsMax, source: 'this test' },
      get raised() {
        return raised()
      },
      get figures() {
        return figures()
      },
      get bulk() {
        return bulk() as BulkActivities
      },
      openCampaign: (_, { mark, name, id, isLinked }) =>
        this.#called('open', () => {
          if (isLinked) return { id: id! }
          const there = this.campaigns.get(mark) ?? { id: `K${this.campaigns.size + 1}` }
          this.campaigns.set(mark, { ...there, name })
          return { id: there.id }
        }),
      linkLists: (_, { id }, listIds) =>
        this.#called('lists', () => void this.lists.set(id, listIds)),
      findCampaigns: async (_, ask) => {
        const all = [...this.campaigns.values()].map((one) => ({ ...one, day: null, status: '' }))
        if ('id' in ask) return all.filter(({ id }) => id === ask.id)
        return all.filter(({ name }) => name.includes(ask.words)).slice(0, 26)
      },
      tellTotals: (_, __, totals) =>
        this.#called('totals', () => {
          this.totals = totals
        }),
      tell: (_, campaign, targets) =>
        this.#called(`tell ${targets.length}`, () =>
          targets.map((target) => this.#tellOne(campaign, target)),
        ),
      shows: async (_, __, targets) => {
        this.calls.push(`shows ${targets.length}`)
        if (this.faults[0] === 'not shown') {
          this.faults.shift()
          return targets.map(() => false)
        }
        return targets.map(({ activities }) =>
          activities.every(({ mark, count }) => this.entries.get(mark)?.count === count),
        )
      },
    }
    return part
  }

  #tellOne(campaign: OpenCampaign, target: ToldTarget): ActivityOutcome {
    if (this.gone.has(target.recordId)) return { status: 'gone' }
    if (this.refusing.has(target.recordId)) {
      return { status: 'refused', sentence: 'A rule of the CRM refuses it.' }
    }
    this.#write(campaign, target)
    return { status: 'taken' }
  }

  #write(campaign: OpenCampaign, { activities, recordId, wasTold }: ToldTarget): void {
    for (const { mark, kind, count, told, firstAt, lastAt } of activities) {
      const there = this.entries.get(mark)
      if (there !== undefined && !wasTold) throw new Error('It was told to be new and is not.')
      if (there !== undefined && there.recordId !== recordId) throw new Error('Two have one mark.')
      if (count > told) {
        this.entries.set(mark, { campaign: campaign.id, recordId, kind, count, firstAt, lastAt })
      }
    }
  }

  async #called<T>(words: string, work: () => T): Promise<T> {
    this.calls.push(words)
    const fault = this.faults[0] === 'not shown' ? undefined : this.faults.shift()
    const fail = (kind: 'temporary' | 'refused') =>
      new Failure(kind, 'The CRM has a bad day.', { whoMustAct: 'vendor' })
    if (fault === 'before') throw fail('temporary')
    if (fault === 'whole' && words !== 'tell 1' && words !== 'open') throw fail('refused')
    const answer = work()
    if (fault === 'after') throw fail('temporary')
    return answer
  }
}
