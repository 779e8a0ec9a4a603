/**
 * What every connector that tells a CRM of campaigns must do, proven against its simulator, as
 * people-conformance.ts does for what a CRM tells. What the targets did is in told-targets.ts.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  ACTIVITY_KINDS,
  type ActivityOutcome,
  type Connector,
  Failure,
  type OpenCampaign,
  type ToldCampaign,
  type ToldTarget,
  type Vendor,
} from '../../src/connectors/index.ts'
import { EXPECTED, PASSING, sentenceOf, type WorldFault } from './conformance.ts'
import { campaignNamed, moreOf, type Person, targetOf, targetsOf } from './told-targets.ts'

/** One entry the CRM holds of one target of a campaign: told by the simulator, not by its API. */
export interface HeldEntry {
  /** The campaign's id; its name, where the CRM has no campaigns. */
  campaign: string
  recordId: string
  /** What it says: a status, a kind, a subject. */
  word: string
  /** How often; null where the CRM keeps no number. */
  count: number | null
}

export interface ActivitiesStage {
  connector: Connector
  /** A new line to the CRM, as after a restart. */
  vendor(): Vendor
  /** Persons of several modules whose records are there now; the more, the better. */
  persons(): Promise<Person[]>
  /** Campaigns as they stand in the CRM; its own among them. Empty where it has none. */
  campaigns(): Promise<{ id: string; name: string }[]>
  /** All entries of all campaigns, as they stand in the CRM: none that is deleted. */
  held(): Promise<HeldEntry[]>
  /** The records of people and the flags of addresses, with when they were changed. */
  people(): Promise<unknown>
  /** Lists of the CRM, and those a campaign names, as they stand there; where it has them. */
  lists?: { all(): Promise<string[]>; of(campaignId: string): Promise<string[]> }
  /** A user deletes a person's record. */
  remove(person: Person): Promise<void>
  /** A target the CRM, or its connector, refuses, whose record is not gone; null: there is none. */
  refused: Pick<ToldTarget, 'module' | 'recordId'> | null
  /** How often what is written of campaigns and targets meets the fault; by default until heal. */
  misbehave(fault: WorldFault, times?: number): void
  /** What is written next, after as many as are let through, is done, and its answer is lost. */
  loseAnswer(after: number): void
  heal(): void
  /** Faults this CRM cannot have, or tells in no way of its own. */
  lacks: readonly WorldFault[]
  close(): Promise<void>
}

/** How many targets are told of; and how many are enough for several calls to most CRMs. */
const FEW = 30
const MANY = 150

export function describeActivities(name: string, start: () => Promise<ActivitiesStage>): void {
  describe(`${name}, as every CRM that is told`, () => {
    let stage: ActivitiesStage
    let people: Person[]
    beforeAll(async () => {
      stage = await start()
    })
    afterEach(() => stage.heal())
    afterAll(() => stage.close())

    const part = () => stage.connector.activities!
    const open = async (campaign: ToldCampaign): Promise<OpenCampaign> => {
      const opened = await part().openCampaign?.(stage.vendor(), campaign)
      return { ...campaign, id: opened?.id ?? '' }
    }
    const tell = (campaign: OpenCampaign, targets: readonly ToldTarget[]) =>
      part().tell(stage.vendor(), campaign, targets)
    const shows = (campaign: OpenCampaign, targets: readonly ToldTarget[]) =>
      part().shows(stage.vendor(), campaign, targets)
    const heldOf = async ({ id, name }: OpenCampaign) => {
      const held = (await stage.held()).filter((one) => one.campaign === (id === '' ? name : id))
      return held.map(spell).sort()
    }
    /** A campaign of its own for a test, with targets that go at once. */
    const begin = async (name: string, most = FEW) => {
      people = (await stage.persons()).slice(0, Math.min(part().limits.targetsMax, most))
      const campaign = await open(campaignNamed(name))
      return { campaign, targets: targetsOf(campaign, people) }
    }
    /** What telling the targets of a campaign once, in good weather, leaves. */
    const once = async (name: string, most = FEW) => {
      const { campaign, targets } = await begin(`${name}, once`, most)
      expect(taken(await tell(campaign, targets))).toBe(targets.length)
      return heldOf(campaign)
    }

    it('says what it makes of what is told, and how much goes at once', () => {
      const { kinds, rules, limits } = part()
      expect(Object.keys(kinds).filter((kind) => !ACTIVITY_KINDS.includes(kind as never))).toEqual(
        [],
      )
      for (const word of Object.values(kinds)) expect(word).not.toBe('')
      for (const rule of Object.values(rules)) expect(rule).toMatch(sentenceOf(stage.connector))
      expect(limits.targetsMax).toBeGreaterThan(0)
      expect(limits.source).not.toBe('')
    })

    it('opens a campaign once, however often, and has it say what it is called now', async ({
      skip,
    }) => {
      skip(!part().openCampaign, 'this CRM has no campaigns')
      const before = (await stage.campaigns()).length
      const campaign = campaignNamed('Opened')
      const { id } = await open(campaign)
      expect((await open(campaign)).id).toBe(id)
      expect((await open({ ...campaign, id, name: 'Now another' })).id).toBe(id)
      const after = await stage.campaigns()
      expect(after).toHaveLength(before + 1)
      expect(after.find((one) => one.id === id)!.name).toContain('Now another')
    })

    it('opens a campaign once, where the answer was lost', async ({ skip }) => {
      skip(!part().openCampaign, 'this CRM has no campaigns')
      const before = (await stage.campaigns()).length
      const campaign = campaignNamed('Lost')
      stage.loseAnswer(0)
      await open(campaign).catch(passing)
      stage.heal()
      const { id } = await open(campaign)
      const after = await stage.campaigns()
      expect(after).toHaveLength(before + 1)
      expect(after.map((one) => one.id)).toContain(id)
    })

    it('finds campaigns by words in their names, and by their ids', async ({ skip }) => {
      skip(!part().findCampaigns, 'no campaign can be chosen at this CRM')
      const find = (ask: { id: string } | { words: string }) =>
        part().findCampaigns!(stage.vendor(), ask)
      const name = "Fair 100% o_f 'words'"
      const { id } = await open(campaignNamed(name))
      await open(campaignNamed("Fair 100 or of 'words'"))
      for (const words of [name, "100% o_f 'w", 'fair 100%']) {
        expect((await find({ words })).map((one) => [one.id, one.name])).toEqual([[id, name]])
      }
      expect(await find({ words: 'Nowhere such a name' })).toEqual([])
      expect(await find({ id })).toEqual(await find({ words: name }))
      expect((await find({ id }))[0]!.day).toBe(
        new Date(campaignNamed(name).sentAt).toISOString().slice(0, 10),
      )
      expect(await find({ id: campaignNamed('Never opened').mark })).toEqual([])
      expect((await find({ words: '' })).length).toBeGreaterThan(1)
    })

    it('tells targets in a campaign that was chosen, and changes nothing of it', async ({
      skip,
    }) => {
      skip(!part().findCampaigns, 'no campaign can be chosen at this CRM')
      const { id } = await open(campaignNamed('Their own'))
      const before = await stage.campaigns()
      const linked = { ...campaignNamed('Ours'), id, isLinked: true }
      const campaign = await open(linked)
      expect(campaign.id).toBe(id)
      people = (await stage.persons()).slice(0, 5)
      const targets = targetsOf(campaign, people)
      expect(taken(await tell(campaign, targets))).toBe(targets.length)
      expect(await shows(campaign, targets)).not.toContain(false)
      expect(await stage.campaigns()).toEqual(before)
    })

    it('has a campaign name its lists, each once, and takes off none', async ({ skip }) => {
      skip(!part().linkLists, 'campaigns of this CRM have no lists')
      const campaign = await open(campaignNamed('To lists'))
      const [one, two, theirs] = await stage.lists!.all()
      const link = (...ids: string[]) => part().linkLists!(stage.vendor(), campaign, ids)
      await link(theirs!)
      await link(one!, two!)
      await link(two!, one!, campaignNamed('Never made').mark)
      const linked = await stage.lists!.of(campaign.id)
      expect(linked.sort()).toEqual([one!, two!, theirs!].sort())
    })

    it('tells what each target did, and the CRM shows it', async () => {
      const { campaign, targets } = await begin('Told')
      expect(await shows(campaign, targets)).toEqual(targets.map(() => false))
      expect(taken(await tell(campaign, targets))).toBe(targets.length)
      expect(await shows(campaign, targets)).toEqual(targets.map(() => true))
      const records = new Set((await stage.held()).map((one) => one.recordId))
      expect(people.filter((one) => !records.has(one.recordId))).toEqual([])
    })

    it('leaves by telling twice what telling once leaves', async () => {
      const { campaign, targets } = await begin('Twice')
      await tell(campaign, targets)
      const held = await heldOf(campaign)
      expect(held).toEqual(await once('Twice'))
      expect(taken(await tell(campaign, again(targets)))).toBe(targets.length)
      expect(await heldOf(campaign)).toEqual(held)
    })

    it.each([0, 1])('changes nothing where the answer after %i was lost', async (after) => {
      const { campaign, targets } = await begin(`Lost after ${after}`, MANY)
      stage.loseAnswer(after)
      const told = await tell(campaign, targets).catch(passing)
      if (after === 0) expect(told).toBeInstanceOf(Failure)
      stage.heal()
      expect(taken(await tell(campaign, again(targets)))).toBe(targets.length)
      expect(await heldOf(campaign)).toEqual(await once(`Lost after ${after}`, MANY))
      expect(await shows(campaign, targets)).not.toContain(false)
    })

    it('tells more where there is more, and no entry becomes two', async () => {
      const { campaign, targets } = await begin('More')
      await tell(campaign, targets)
      const before = await heldOf(campaign)
      const more = targets.map(moreOf)
      expect(taken(await tell(campaign, more))).toBe(targets.length)
      expect(await shows(campaign, more)).not.toContain(false)
      const afresh = await begin('More, at once')
      const whole = afresh.targets.map(moreOf)
      await tell(afresh.campaign, whole.map(untold))
      const after = await heldOf(campaign)
      expect(after).toEqual(await heldOf(afresh.campaign))
      expect(after).not.toEqual(before)
    })

    it('tells of a record that is gone, and makes nothing for it', async () => {
      const { campaign, targets } = await begin('Gone')
      const gone = people.at(-1)!
      await stage.remove(gone)
      const outcomes = await tell(campaign, targets)
      expect(outcomes.at(-1)).toEqual({ status: 'gone' })
      expect(taken(outcomes)).toBe(targets.length - 1)
      expect((await heldOf(campaign)).filter((one) => one.includes(gone.recordId))).toEqual([])
      expect((await shows(campaign, targets)).filter((one) => !one)).toEqual([false])
    })

    it('takes the others where one is refused, and says why', async ({ skip }) => {
      skip(stage.refused === null, 'this CRM refuses no single target')
      const { campaign, targets } = await begin('Refused')
      const strange = targetOf(campaign, { ...people[0]!, ...stage.refused! })
      const [first, ...others] = targets
      const outcomes = await tell(campaign, [first!, strange, ...others.slice(1)])
      expect(outcomes[1]).toMatchObject({ status: 'refused' })
      const { sentence } = outcomes[1] as { sentence: string }
      expect(sentence).toMatch(sentenceOf(stage.connector))
      expect(sentence).not.toContain('@')
      expect(taken(outcomes)).toBe(targets.length - 1)
      expect(await shows(campaign, [first!, strange])).toEqual([true, false])
    })

    it('touches no person, and no flag of an address', async () => {
      const before = await stage.people()
      const { campaign, targets } = await begin('Untouched')
      await tell(campaign, targets)
      await tell(campaign, targets.map(moreOf))
      expect(await stage.people()).toEqual(before)
    })

    it.for(EXPECTED)('takes %s for %s', async ([fault, kind], { skip }) => {
      skip(stage.lacks.includes(fault), 'this CRM has no such fault')
      const { campaign, targets } = await begin(`Fault ${fault}`)
      stage.misbehave(fault)
      const failure = await tell(campaign, targets.slice(0, 3)).catch(passing)
      expect(failure).toMatchObject({ kind })
      stage.heal()
      expect(taken(await tell(campaign, again(targets)))).toBe(targets.length)
    })

    it.each(PASSING)('gets over a single %s without losing or doubling anything', async (fault) => {
      const { campaign, targets } = await begin(`Passing ${fault}`)
      stage.misbehave(fault, 1)
      await tell(campaign, targets).catch(passing)
      stage.heal()
      expect(taken(await tell(campaign, again(targets)))).toBe(targets.length)
      expect(await heldOf(campaign)).toEqual(await once(`Passing ${fault}`))
    })
  })
}

/** A failure, to be looked at; our own mistakes are thrown on. */
function passing(error: unknown): Failure {
  if (!(error instanceof Failure)) throw error
  return error
}

const taken = (outcomes: readonly ActivityOutcome[]) =>
  outcomes.filter(({ status }) => status === 'taken').length

/** As what was begun before, of which nobody knows how much is there. */
const again = (targets: readonly ToldTarget[]) =>
  targets.map((target) => ({ ...target, wasTold: true }))

/** As what nothing is known to be told of. */
const untold = (target: ToldTarget): ToldTarget => ({
  ...target,
  wasTold: false,
  activities: target.activities.map((one) => ({ ...one, told: 0 })),
})

const spell = ({ recordId, word, count }: HeldEntry) => `${recordId} ${word} ${count ?? '-'}`
