import type { ActivityOutcome, OpenCampaign, ToldTarget } from './activities.ts'
import type { Vendor } from './connector.ts'

/**
 * Telling very many targets of one campaign by jobs, which the CRM works on by itself: a handful of
 * calls, and a while of waiting. What a job did is there although nobody waited for its end, so
 * each is kept by its id before anything is given to it. Throws Failure.
 */
export interface BulkActivities {
  limits: {
    /** From how many targets on jobs are worth it. */
    targetsMin: number
    /** Targets of one call at most. */
    targetsMax: number
    source: string
  }
  /**
   * Sees to it that no job that was kept is at work any more: it ended, or was given up before it
   * did anything more. Failure('temporary') where one still is. Until then nobody can say what of
   * its targets is there, and nothing is told.
   */
  settle(vendor: Vendor, jobs: JobBook): Promise<void>
  /**
   * Tells as ActivitiesPart.tell does. Failure('refused') where no job can be had for it, or one
   * failed as a whole: then they go by tell, as what may be there already.
   */
  tell(
    vendor: Vendor,
    campaign: OpenCampaign,
    targets: readonly ToldTarget[],
    jobs: JobBook,
  ): Promise<ActivityOutcome[]>
  /** As ActivitiesPart.shows. */
  shows(
    vendor: Vendor,
    campaign: OpenCampaign,
    targets: readonly ToldTarget[],
    jobs: JobBook,
  ): Promise<boolean[]>
}

/** A job that was begun at the CRM. */
export interface KeptJob {
  id: string
  /** Epoch milliseconds. */
  begunAt: number
}

/** Where jobs are written down until they are known to be over; whoever comes next finds them. */
export interface JobBook {
  /** The oldest first. */
  kept(): Promise<KeptJob[]>
  keep(id: string): Promise<void>
  drop(id: string): Promise<void>
  /** Rejects where whoever waits is to stop. */
  wait(ms: number): Promise<void>
}
