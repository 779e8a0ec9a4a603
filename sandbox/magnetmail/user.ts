import { whole } from './asked.ts'
import { children } from './elements.ts'
import { errorObject } from './errors.ts'
import type { Operation } from './vendor.ts'

/** The account and what it may do: letters and faxes to groups, and nothing beside. */
export const userDetails: Operation = ({ world, account }) =>
  children({
    billing_name: world.definition.account.organizationName,
    User_Id: account.userId,
    User_Nbr: account.userNumber,
    unsubscribe_type: 1,
    hasCustomId: true,
    hasFax: true,
    req_billing_code: false,
    req_billing_initials: false,
    insertTextUnsubscribe: true,
    hasForms: false,
    web_version: false,
    newsletter_permission: false,
    CampaignManager_permission: false,
    dynamic_content_permission: false,
    rss_permission: false,
    FilterOutGroupsOnSend: true,
    event_permission: false,
    enable_ignore_dedupe: false,
    messageCategory: false,
    email_notification_permission: false,
    hasEmail: true,
    UploadSystemVersion: 1,
  })

/** What an error's number means; nothing for one that is not known. */
export const errorDetails: Operation = (_, asked) => errorObject(whole(asked, 'error_nbr'))
