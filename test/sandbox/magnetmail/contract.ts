import { isNil, type Element } from '../../../sandbox/soap/index.ts'

const customs = Array.from({ length: 30 }, (_, index) => `custom${index + 1}?`).join(' ')
const tracking = 'UserId? MessageId RecipientId Date'
const group =
  'group_id group_name? group_created display_status subscription_group last_updated_date '
  + 'last_updated_loginid'

/** The sequences of the WSDL: ? may be left out, ! may be nil, all others must be there. */
const sequences: Readonly<Record<string, string>> = {
  AuthenticationResult:
    'authenticated sessionId? loginid login_name? user_nbr partition_id is_parent_mail_user '
    + 'parent_user_id? user_id?',
  Error: 'errorCode? errorDetails? errorMessage? errorNumber! errorType?',
  SaveResult: 'error! errorObj? id! msg?',
  EmailToIndividualResult: 'emails_sent! error! errorObj? msg? suppressed_emails?',
  EmailToGroupResult: 'email_job_ids? error! errorObj? fax_job_ids? msg?',
  createEditMessageResult:
    'error! errorObj? links_already_exists! magnetMail_tracking_link_exists! message_id! '
    + 'message_in_queue! msg?',
  UploadListResult:
    'complete_date! error! errorObj? good_records! group_count! groupid! header! jobid! loginid! '
    + 'mm_filename? msg? new_added! old_updated! replace_group! status! total_records! '
    + 'update_dups! upload_date! user_filename? user_id?',
  RecipientSuppressionResult: 'new_added! total_updated!',
  User:
    'billing_name? User_Id? User_Nbr unsubscribe_type hasCustomId hasFax req_billing_code '
    + 'req_billing_initials insertTextUnsubscribe hasForms web_version newsletter_permission '
    + 'CampaignManager_permission dynamic_content_permission rss_permission '
    + 'FilterOutGroupsOnSend event_permission enable_ignore_dedupe messageCategory '
    + 'email_notification_permission hasEmail UploadSystemVersion',
  Message: 'message_id loginid user_id? message_name? createDate lastSent',
  MessageList: 'message? GroupsEmailSentTo? GroupsFaxSentTo?',
  JobToGroup: 'group_id group_name? sent_date',
  MessageDetails:
    'message_id! loginid! message_category! template_id! user_id? message_name? text_version? '
    + 'html_version_block1? html_version_block2? html_version_block3? fax_doc_1? fax_doc_2? '
    + 'fax_doc_3? fax_doc_4? fax_doc_5? is_fax_merged! is_fax_only! is_copy_paste_template! '
    + 'is_auto_unsubscribe_link! SubjectLine? FromAddress? createDate lastSent characterSet',
  TrackingData:
    'EmailSent EmailDelivered EmailOpened EmailBounced EmailLinksClicked WebLinksClicked '
    + 'Unsubscribed FaxSent FaxDelivered FaxFailed FTFNewEmails FTF FTFSubscribers '
    + 'GroupsEmailSentTo? GroupsFaxSentTo?',
  TrackingDetails: 'totalRecords page recordsPerPage RecipientDetails?',
  recp_track: 'recipient? ResultDate remarks? Status OpenDate MMId faxStatus',
  TrackingResults: 'Count data?',
  MessageSentTrackingData: `${tracking} Type Status`,
  MessageTrackingData: `${tracking} Type`,
  MessageLinkTrackingData: `${tracking} Url? LinkLabel? LinkText?`,
  UnsubscribeTrackingData: `${tracking} GroupId GroupCategoryId MessageCategoryId`,
  Links: 'linkid link_url? link_text? link_clicks link_type link_index link_label?',
  recp_unsubscribe: 'recipient? ResultDate message_name? group_name? message_CategoryId',
  Unsubscribe: 'Id UserId? RecipientId MessageId GroupId MessageCategoryId? GroupCategoryId?',
  subscription: 'recipient? add_update_date groups?',
  RecipientExtended: 'recipient? extended_field?',
  Recipient:
    'id? email? first_name? last_name? fax? Custom_Id? phone? address? address_2? city? state? '
    + 'zip? company? unsubscribed! fax_send_suppress! email_send_suppress! email_confirm! '
    + `text_only! ${customs} suppressed! suppressed_date!`,
  RecipientGroup:
    'Id! Name? Created! DisplayStatus! SubscriptionGroup! LastUpdated! LastUpdatedLoginId!',
  Recipients: 'recipients?',
  GroupRecipient: 'EmailId? CustomMemberId? RecipientId?',
  group,
  GroupCategory: 'ID CategoryName? MailUserId? LoginId Status DateCreated',
  MailRecipientGroup:
    `${group} TotalInGroup TotalEmailAndFaxSuppressed TotalFaxSuppressed TotalEmailSuppressed `
    + 'TotalUnsubscribed',
  fieldDefn: 'fieldNameText? fieldNamevalue?',
  recipient_history: 'emailHistory? faxHistory? formHistory?',
  email_history: 'message_name? message_id sent_date open_date send_result? links?',
  link: 'link_url? link_url_id website_links?',
}

/** Elements whose type has another name than they. */
const types: Readonly<Record<string, string>> = {
  recipient: 'Recipient',
  message: 'Message',
  errorObj: 'Error',
}

const moments = /(_date|Date|group_created|lastSent|LastUpdated|^Created)$/
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/

/** What of an element is not as the contract has it, named by its place. */
export function problems(element: Element, type = types[element.name] ?? element.name): string[] {
  const sequence = sequences[type]
  const inner = element.children.flatMap((one) => problems(one))
  if (sequence === undefined) return [...inner, ...wrongMoment(element)]
  const parts = sequence.split(' ').map((part) => [part.replace(/[?!]$/, ''), part.at(-1)] as const)
  const names = element.children.map((one) => one.name)
  const ordered = parts.map(([name]) => name).filter((name) => names.includes(name))
  const missing = parts.filter(([name, mark]) => mark !== '?' && !names.includes(name))
  const nils = element.children.filter(isNil).map((one) => one.name)
  const barred = nils.filter((name) => !parts.some(([one, mark]) => one === name && mark === '!'))
  return [
    ...inner,
    ...(ordered.join() === names.join() ? [] : [`${type}: ${names.join()}`]),
    ...missing.map(([name]) => `${type}: no ${name}`),
    ...barred.map((name) => `${type}: ${name} is nil`),
  ]
}

function wrongMoment(element: Element): string[] {
  if (!moments.test(element.name) || element.children.length > 0 || isNil(element)) return []
  return moment.test(element.text) ? [] : [`${element.name}: ${element.text}`]
}
