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
  type JobBook,
  type OpenCampaign,
  type Raised,
  type RaisedPart,
  type ToldTarget,
} from '../../../src/connectors/index.ts'

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

/** What becomes of the next job, or of whoever waits for it. */
export type JobFault = 'lost' | 'given nothing' | 'failed half'

/** Jobs of a CRM in memory. Each is done to its end whether anybody waits for it or not. */
export class MemoryJobs {
  /** From so many targets on, and as many as go in one call. */
  readonly limits = { targetsMin: 2, targetsMax: 4, source: 'this test' }
  readonly faults: JobFault[] = []
  /** Jobs that were begun and not looked at since: what they are to write. */
  readonly #atWork = new Map<string, () => void>()
  #count = 0

  /** write: tells one target; shows: as the part's. */
  part(
    tell: (campaign: OpenCampaign, target: ToldTarget) => ActivityOutcome,
    shows: ActivitiesPart['shows'],
  ): BulkActivities {
    return {
      limits: this.limits,
      settle: async (_, jobs) => {
        for (const { id } of await jobs.kept()) {
          this.#end(id)
          await jobs.drop(id)
        }
      },
      tell: async (_, campaign, targets, jobs) => {
        const outcomes: ActivityOutcome[] = []
        const write = (part: readonly ToldTarget[]) => {
          for (const target of part) outcomes.push(tell(campaign, target))
        }
        await this.#run(jobs, (share) => write(targets.slice(0, targets.length * share)))
        return outcomes
      },
      shows: (vendor, campaign, targets) => shows(vendor, campaign, targets),
    }
  }

  async #run(jobs: JobBook, write: (share: number) => void): Promise<void> {
    const id = `J${(this.#count += 1)}`
    const fault = this.faults.shift()
    const failed = (kind: FailureKind) =>
      new Failure(kind, 'The CRM’s jobs have a bad day.', { whoMustAct: 'vendor', waitMs: 60_000 })
    await jobs.keep(id)
    if (fault === 'given nothing') throw failed('temporary')
    this.#atWork.set(id, () => write(fault === 'failed half' ? 0.5 : 1))
    if (fault === 'lost') throw failed('temporary')
    this.#end(id)
    if (fault === 'failed half') throw failed('refused')
    await jobs.drop(id)
  }

  #end(id: string): void {
    this.#atWork.get(id)?.()
    this.#atWork.delete(id)
  }

  /** Jobs that nobody waited for end whenever they do: now. */
  endAll(): void {
    for (const id of this.#atWork.keys()) this.#end(id)
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
  /** The lists each of its campaigns names. */
  readonly lists = new Map<string, readonly string[]>()
  /** Its jobs, where it does any. */
  jobs: MemoryJobs | undefined
  kinds: ActivitiesPart['kinds'] = Object.fromEntries(ACTIVITY_KINDS.map((kind) => [kind, kind]))

  connector(): Connector {
    return {
      id: 'memory-crm',
      title: 'The CRM',
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
