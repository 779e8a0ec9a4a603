import { accounts } from './accounts.ts'
import { activities } from './activities.ts'
import { alarms } from './alarms.ts'
import { analysts } from './analysts.ts'
import { audiences } from './audiences.ts'
import { bounces } from './bounces.ts'
import { campaignDetails } from './campaign-details.ts'
import { campaigns } from './campaigns.ts'
import { consent } from './consent.ts'
import { connections } from './connections.ts'
import { dashboards } from './dashboards.ts'
import { erasures } from './erasures.ts'
import { fieldAccess } from './field-access.ts'
import { figureRoutes } from './figures.ts'
import { files } from './files.ts'
import { fileSources } from './file-sources.ts'
import { hooks } from './hooks.ts'
import { identity } from './identity.ts'
import { interests } from './interests.ts'
import { ledger } from './ledger.ts'
import { lists } from './lists.ts'
import { mailings } from './mailings.ts'
import { mappings } from './mapping.ts'
import { memberships } from './memberships.ts'
import { notifications } from './notifications.ts'
import { ownFields } from './own-fields.ts'
import { people } from './people.ts'
import { personLists } from './person-lists.ts'
import { preferenceRoutes } from './preferences.ts'
import { problems } from './problems.ts'
import { pushes } from './pushes.ts'
import { tasks } from './tasks.ts'
import { topicRoutes } from './topics.ts'
import { trace } from './trace.ts'
import { reconciliation } from './reconciliation.ts'
import { webhookRoutes } from './webhooks.ts'
import { views } from './views.ts'
import { viewFiles } from './view-files.ts'
import { viewSchedules } from './view-schedules.ts'
import { why } from './why.ts'
import { writeBacks } from './write-backs.ts'

/** Every route of Homing, described once. */
export const contract = {
  ...accounts,
  ...identity,
  ...people,
  ...ownFields,
  ...personLists,
  ...erasures,
  ...fieldAccess,
  ...analysts,
  ...consent,
  ...topicRoutes,
  ...preferenceRoutes,
  ...fileSources,
  ...connections,
  ...hooks,
  ...files,
  ...lists,
  ...interests,
  ...campaigns,
  ...campaignDetails,
  ...figureRoutes,
  ...mailings,
  ...audiences,
  ...bounces,
  ...problems,
  ...tasks,
  ...trace,
  ...reconciliation,
  ...alarms,
  ...notifications,
  ...webhookRoutes,
  ...ledger,
  ...views,
  ...viewFiles,
  ...viewSchedules,
  ...dashboards,
  ...why,
  ...writeBacks,
  ...activities,
  ...pushes,
  ...memberships,
  ...mappings,
} as const

export {
  accounts,
  activities,
  alarms,
  audiences,
  bounces,
  campaigns,
  connections,
  consent,
  erasures,
  fieldAccess,
  figureRoutes,
  hooks,
  identity,
  interests,
  lists,
  mailings,
  mappings,
  memberships,
  notifications,
  ownFields,
  people,
  personLists,
  preferenceRoutes,
  problems,
  pushes,
  reconciliation,
  tasks,
  topicRoutes,
  trace,
  webhookRoutes,
  views,
  why,
  writeBacks,
}

export type Contract = typeof contract
export type RouteName = keyof Contract

export * from './route.ts'
export * from './shapes.ts'
export { ROLES, session, user, apiKey } from './accounts.ts'
export { alarm, freshness, retention } from './alarms.ts'
export { logRow, raisedByRule, recipientRow } from './campaign-rows.ts'
export { campaign, CAMPAIGN_SORTS, campaignRow, COMPARED_MAX, COMPARED_MIN } from './campaigns.ts'
export { definedFigure, figure, FIGURE_TITLES, FIGURES } from './figures.ts'
export { choices as mailingChoices, draft as campaignDraft } from './mailings.ts'
export { audienceProof } from './audiences.ts'
export { erasure, erasurePreview } from './erasures.ts'
export { askOf, EVERY_KIND, markOf, UNNAMED, type Mark } from './tells.ts'
export {
  FIELD_IDS,
  FIELD_OF_FIGURE,
  FIELDS,
  type DecidedRole,
  type FieldId,
} from '../../accounts/fields/index.ts'
export { feedbackFile } from './files.ts'
export { fileSource, foundFile } from './file-sources.ts'
export { hook } from './hooks.ts'
export { dashboard } from './dashboards.ts'
export { viewSchedule, viewSending } from './view-schedules.ts'
export { problem } from './problems.ts'
export { task } from './tasks.ts'
export { receipt, station } from './trace.ts'
export { connection, health, run } from './connections.ts'
export {
  consentPolicy,
  consentReason,
  endingConsent,
  mayWriteAnswer,
  preferences,
} from './consent.ts'
export { keptOwnField } from './own-fields.ts'
export { OWN_KINDS, OWN_LABEL_CHARS_MAX, type OwnKind } from '../../people/own-fields/index.ts'
export { mergeField } from './identity.ts'
export { listMember, personList, personListWhole } from './person-lists.ts'
export { mappedGroup, topic, topicGroup } from './topics.ts'
export { clickOutcome, clickRule, interest, interestsOfPerson } from './interests.ts'
export { heldChange } from './lists.ts'
export {
  DATE_FORMATS,
  OWNERS,
  SOURCE_LABELS,
  SOURCES,
  STEPS_MAX,
  type Source,
} from '../../mapping/rules/index.ts'
export { contactFields, mapping, mappingPreview, mappingVersion } from './mapping.ts'
export { membership } from './memberships.ts'
export { push, pushRow } from './pushes.ts'
export {
  activitiesTold,
  campaignInCrm,
  campaignTold,
  figureField,
  figuresTold,
  foundCampaign,
  targetTold,
} from './activities.ts'
export { goingOut, plannedWriteBacks } from './write-backs.ts'
export { webhook, WEBHOOK_TYPES, webhookDelivery } from './webhooks.ts'
export { importRun, person, personRow } from './people.ts'
export {
  campaignReconciliation,
  differenceReason,
  metric,
  reconciliationRow,
} from './reconciliation.ts'
export { view, viewCell, viewPage, viewRow } from './views.ts'
export { viewDefinition, type ViewDefinition } from '../../reports/definitions/index.ts'
export { quota, schedule, syncKind } from './sync-kinds.ts'
