import {
  type ActivitiesPart,
  type ActivityOutcome,
  type BulkActivities,
  Failure,
  type FailureKind,
  type FigureField,
  type FiguresPart,
  type JobBook,
  type OpenCampaign,
  type ToldTarget,
} from '../../../src/connectors/index.ts'

/** Fields of people's records of a CRM in memory, cf_1 to cf_9 of each; cf_9 takes nothing. */
export class MemoryFigures {
  /** By record: what stands in its fields. */
  readonly records = new Map<string, Record<string, number | null>>()
  readonly calls: string[] = []
  readonly gone = new Set<string>()
  holds: FigureField['holds'] = 'blank'
  /** The next calls fail, after something of them is done. */
  readonly faults: ('lost' | 'not shown')[] = []

  part(): FiguresPart {
    return {
      rule: 'It keeps figures.',
      modules: [{ id: 'Contacts', title: 'Contacts' }],
      recordsMax: 3,
      fields: async () =>
        Array.from({ length: 9 }, (_, at) => {
          return { module: 'Contacts', name: `cf_${at + 1}`, holds: this.holds }
        }),
      tell: async (_, records) => {
        this.calls.push(`tell ${records.length}`)
        const outcomes = records.map(({ recordId, values }): ActivityOutcome => {
          if (this.gone.has(recordId)) return { status: 'gone' }
          const there = this.records.get(recordId) ?? {}
          for (const { field, value } of values) if (field !== 'cf_9') there[field] = value
          this.records.set(recordId, there)
          return { status: 'taken' }
        })
        if (this.faults[0] === 'lost') {
          this.faults.shift()
          throw new Failure('temporary', 'The CRM has a bad day.', { whoMustAct: 'vendor' })
        }
        return outcomes
      },
      shows: async (_, records) => {
        if (this.faults[0] === 'not shown') return records.map(() => (this.faults.shift(), false))
        return records.map(({ recordId, values }) =>
          values.every((one) => (this.records.get(recordId)?.[one.field] ?? null) === one.value),
        )
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
