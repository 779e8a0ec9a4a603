import {
  addClickRule,
  changeClickRule,
  changeHalfLife,
  clickRules,
  fitsPattern,
  interestsOfPerson,
  linksBehind,
  listInterests,
  previewPattern,
  readLink,
  refuseBadPattern,
  removeClickRule,
  saveInterest,
  stateInterest,
  withdrawInterest,
} from '../../interests/index.ts'
import type { Homing } from '../../homing.ts'
import { withMatching } from '../../ledger/index.ts'
import { personName } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { interests } from '../contract/index.ts'
import type { Caller, Handlers } from '../handler.ts'

export const interestHandlers: Handlers<keyof typeof interests> = {
  'clickRules.list': ({ caller: { workspaceId } }, { database }) =>
    database.inWorkspace(workspaceId, async (tx) => ({
      items: (await clickRules(tx, workspaceId)).map(({ version: _, ...rule }) => ({
        ...rule,
        appliesFrom: iso(rule.appliesFrom),
        appliesUntil: iso(rule.appliesUntil),
        createdAt: rule.createdAt.toISOString(),
      })),
      behind: await linksBehind(tx, workspaceId),
    })),

  'clickRules.add': ({ body: { appliesTo, ...words }, caller }, homing) =>
    withMatching(homing, caller, `Match links with the new rule ${words.name}`, (tx) =>
      addClickRule(tx, { ...by(homing, caller), appliesTo }, words),
    ),

  'clickRules.change': ({ params, body: { appliesTo, ...words }, caller }, homing) =>
    withMatching(homing, caller, `Match links with the changed rule ${words.name}`, (tx) =>
      changeClickRule(tx, { ...by(homing, caller), appliesTo }, params.ruleId, words),
    ),

  'clickRules.remove': async ({ params, query, caller }, homing) => {
    await homing.database.inWorkspace(caller.workspaceId, (tx) =>
      removeClickRule(tx, { ...by(homing, caller), ...query }, params.ruleId),
    )
  },

  'clickRules.preview': ({ body, caller: { workspaceId } }, { database }) => {
    const { url, campaignId, ...pattern } = body
    refuseBadPattern(pattern)
    const link = url === '' ? null : readLink(url)
    return database.inWorkspace(workspaceId, async (tx) => ({
      fits: link && fitsPattern(link, pattern),
      ...(await previewPattern(tx, workspaceId, pattern, campaignId)),
    }))
  },

  'interests.list': ({ caller: { workspaceId } }, { database }) =>
    database.inWorkspace(workspaceId, (tx) => listInterests(tx, workspaceId)),

  'interests.save': ({ body, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, (tx) =>
      saveInterest(tx, by(homing, caller), body),
    ),

  'interests.changeHalfLife': ({ body, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, (tx) =>
      changeHalfLife(tx, by(homing, caller), body.halfLifeDays),
    ),

  'interests.ofPerson': ({ params, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, (tx) =>
      shown(homing, tx, caller, params.personId),
    ),

  'interests.state': ({ params, body, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, async (tx) => {
      const stated = {
        ...body,
        source: caller.kind === 'key' ? ('api' as const) : ('user' as const),
      }
      await stateInterest(tx, { ...by(homing, caller), ...params }, stated)
      return shown(homing, tx, caller, params.personId)
    }),

  'interests.withdraw': async ({ params: { personId, statedId }, caller }, homing) => {
    await homing.database.inWorkspace(caller.workspaceId, (tx) =>
      withdrawInterest(tx, { ...by(homing, caller), personId }, statedId),
    )
  },
}

function by(homing: Homing, caller: Caller) {
  return { workspaceId: caller.workspaceId, actor: caller, now: homing.now() }
}

async function shown(homing: Homing, tx: Tx, { workspaceId }: Caller, personId: number) {
  await personName(tx, workspaceId, personId)
  const found = await interestsOfPerson(tx, workspaceId, personId, homing.now())
  return {
    ...found,
    interests: found.interests.map((interest) => ({
      ...interest,
      evidence: interest.evidence.map((one) => ({ ...one, at: one.at.toISOString() })),
    })),
    actions: found.actions.map((one) => ({ ...one, at: one.at.toISOString() })),
  }
}

function iso(moment: Date | null): string | null {
  return moment?.toISOString() ?? null
}
