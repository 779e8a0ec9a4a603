import { chooseField, fieldChoices, hiddenFrom } from '../../accounts/index.ts'
import {
  FIELDS,
  HIDDEN_WITH,
  hiddenOf,
  type DecidedRole,
  type FieldChoice,
  type FieldId,
} from '../../accounts/fields/index.ts'
import { campaignWindow, listCampaigns } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { concealed } from '../conceal.ts'
import { campaign } from '../contract/campaigns.ts'
import type { fieldAccess } from '../contract/field-access.ts'
import type { Handlers } from '../handler.ts'
import { titleOf } from './campaigns.ts'
import { within } from './person.ts'

export const fieldAccessHandlers: Handlers<keyof typeof fieldAccess> = {
  'fieldAccess.list': ({ caller }, homing) =>
    within(homing, caller, async (tx) => shown(await fieldChoices(tx))),

  'fieldAccess.change': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { workspaceId, id, name } = caller
      await chooseField(tx, { workspaceId, actor: { id, name }, now: homing.now(), ...body })
      return shown(await fieldChoices(tx))
    }),

  'fieldAccess.preview': ({ query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const hidden = await hiddenFrom(tx, query.role)
      const campaignId = query.campaignId ?? (await newestCampaign(tx))
      const window = campaignId === null ? null : await campaignWindow(tx, campaignId, titleOf)
      return { campaign: concealed(campaign.nullable(), window, { hidden }), hidden: [...hidden] }
    }),
}

async function newestCampaign(tx: Tx): Promise<number | null> {
  const sorted = { audience: 'human', sort: 'sentAt', order: 'desc' } as const
  const { items } = await listCampaigns(tx, { limit: 1, status: 'sent', ...sorted }, titleOf)
  return items[0]?.id ?? null
}

function shown(choices: readonly FieldChoice[]) {
  const seen = (role: DecidedRole, id: FieldId, of: readonly FieldChoice[]) =>
    !hiddenOf(role, of).has(id)
  const byRole = (id: FieldId, of: readonly FieldChoice[]) => ({
    manager: seen('manager', id, of),
    editor: seen('editor', id, of),
    viewer: seen('viewer', id, of),
  })
  return {
    items: FIELDS.map(({ id, title, tells, isFigure }) => ({
      ...{ id, title, tells, isFigure },
      isVisible: byRole(id, choices),
      isVisibleAtFirst: byRole(id, []),
      hides: [...(HIDDEN_WITH[id] ?? [])],
    })),
  }
}
