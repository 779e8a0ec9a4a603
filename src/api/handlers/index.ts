import type { RouteName } from '../contract/index.ts'
import type { Handlers } from '../handler.ts'
import { accountsHandlers } from './accounts.ts'
import { ledgerHandlers } from './ledger.ts'
import { analystHandlers } from './analysts.ts'
import { alarmHandlers } from './alarms.ts'
import { audienceHandlers } from './audiences.ts'
import { bounceHandlers } from './bounces.ts'
import { campaignDetailHandlers } from './campaign-details.ts'
import { campaignHandlers } from './campaigns.ts'
import { consentHandlers } from './consent.ts'
import { connectionHandlers } from './connections.ts'
import { dashboardHandlers } from './dashboards.ts'
import { erasureHandlers } from './erasures.ts'
import { identityHandlers } from './identity.ts'
import { interestHandlers } from './interests.ts'
import { listHandlers } from './lists.ts'
import { mailingHandlers } from './mailings.ts'
import { mappingHandlers } from './mapping.ts'
import { membershipHandlers } from './memberships.ts'
import { notificationHandlers } from './notifications.ts'
import { fieldAccessHandlers } from './field-access.ts'
import { figureHandlers } from './figures.ts'
import { fileHandlers } from './files.ts'
import { fileSourceHandlers } from './file-sources.ts'
import { hookHandlers } from './hooks.ts'
import { ownFieldHandlers } from './own-fields.ts'
import { peopleHandlers } from './people.ts'
import { personListHandlers } from './person-lists.ts'
import { preferenceHandlers } from './preferences.ts'
import { problemHandlers } from './problems.ts'
import { pushHandlers } from './pushes.ts'
import { topicHandlers } from './topics.ts'
import { taskHandlers, traceHandlers } from './trace.ts'
import { reconciliationHandlers } from './reconciliation.ts'
import { webhookHandlers } from './webhooks.ts'
import { viewHandlers } from './views.ts'
import { viewScheduleHandlers } from './view-schedules.ts'
import { whyHandlers } from './why.ts'
import { writeBackHandlers } from './write-backs.ts'
import { activityHandlers } from './activities.ts'

/** A handler for every route of the contract; a missing one does not compile. */
export const handlers: Handlers<RouteName> = {
  ...accountsHandlers,
  ...analystHandlers,
  ...ledgerHandlers,
  ...alarmHandlers,
  ...campaignHandlers,
  ...campaignDetailHandlers,
  ...fieldAccessHandlers,
  ...figureHandlers,
  ...mailingHandlers,
  ...audienceHandlers,
  ...bounceHandlers,
  ...reconciliationHandlers,
  ...connectionHandlers,
  ...listHandlers,
  ...interestHandlers,
  ...notificationHandlers,
  ...webhookHandlers,
  ...hookHandlers,
  ...fileHandlers,
  ...fileSourceHandlers,
  ...peopleHandlers,
  ...ownFieldHandlers,
  ...personListHandlers,
  ...identityHandlers,
  ...erasureHandlers,
  ...consentHandlers,
  ...preferenceHandlers,
  ...problemHandlers,
  ...taskHandlers,
  ...topicHandlers,
  ...traceHandlers,
  ...viewHandlers,
  ...viewScheduleHandlers,
  ...dashboardHandlers,
  ...whyHandlers,
  ...writeBackHandlers,
  ...activityHandlers,
  ...pushHandlers,
  ...membershipHandlers,
  ...mappingHandlers,
}
