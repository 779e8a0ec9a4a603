import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** The tables as the migrations make them (a test holds the two against each other). */
type Time = ColumnType<Date, Date | string, Date | string>
type TimeOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type DefaultTime = ColumnType<Date, Date | string | undefined, Date | string>
type Json<T = unknown> = ColumnType<T, string | undefined, string>

export interface WorkspaceTable {
  id: GeneratedAlways<number>
  name: string
  time_zone: Generated<string>
  is_demo: Generated<boolean>
  created_at: DefaultTime
}

export interface PaceTable {
  key: string
  next_slot_at: DefaultTime
  day: Generated<string>
  used_today: Generated<number>
  blocked_until: TimeOrNull
  blocked_why: string | null
  flights: Generated<Date[]>
  waiting: string | null
  waiting_urgency: Generated<number>
  waiting_until: TimeOrNull
  passed: Generated<number>
  /** Requests of a day by the vendor's word, all apps together; null: it never told. */
  told_per_day: number | null
}

export interface OwnerTable {
  id: GeneratedAlways<number>
  workspace_id: number
  name: string
  email: Generated<string>
}

export interface OrganizationTable {
  id: GeneratedAlways<number>
  workspace_id: number
  external_id: string | null
  kind: 'company' | 'household'
  name: string
  owner_id: number | null
  phone: Generated<string>
  city: Generated<string>
  country: Generated<string>
  created_at: DefaultTime
  updated_at: DefaultTime
  made_by: Generated<string>
}

export interface PersonTable {
  id: GeneratedAlways<number>
  workspace_id: number
  external_id: string | null
  origin: 'import' | 'esp' | 'user' | 'api' | 'crm'
  name: string
  first_name: Generated<string>
  last_name: Generated<string>
  job_title: Generated<string>
  phone: Generated<string>
  city: Generated<string>
  country: Generated<string>
  owner_id: number | null
  created_at: DefaultTime
  updated_at: DefaultTime
  made_by: Generated<string>
  merged_into: number | null
  own: Generated<Record<string, string>>
}

export interface AffiliationTable {
  workspace_id: number
  person_id: number
  organization_id: number
  made_by: Generated<string>
}

/** A field of persons that the firm defined; its values are in person.own. */
export interface OwnFieldTable {
  workspace_id: number
  key: string
  label: string
  kind: 'text' | 'number' | 'date' | 'yes_no' | 'choice'
  /** JSON: a list of texts. */
  choices: Json<string[]>
  made_at: Date
  retired_at: TimeOrNull
}

/** What a field was before somebody changed it. */
export interface FieldChangeTable {
  id: GeneratedAlways<number>
  workspace_id: number
  person_id: number
  field: string
  before: string
  written_by: string
  at: DefaultTime
}

export interface AddressTable {
  id: GeneratedAlways<number>
  workspace_id: number
  kind: Generated<'email' | 'fax'>
  address: string
  canonical: string
  bounced_at: TimeOrNull
  bounced_reason: string | null
  bounced_campaign_id: number | null
  confirmed_at: TimeOrNull
  bounced_by_suppression: Generated<boolean>
  soft_count: Generated<number>
  soft_first_at: TimeOrNull
  soft_last_at: TimeOrNull
  soft_reason: string | null
  soft_campaign_id: number | null
  soft_invalid_at: TimeOrNull
  soft_judged_at: TimeOrNull
  suppressed_at: TimeOrNull
  suppressed_by: number | null
  is_valid: GeneratedAlways<boolean>
  created_at: DefaultTime
  erased_at: TimeOrNull
}

export interface PersonAddressTable {
  workspace_id: number
  person_id: number
  address_id: number
  is_primary: Generated<boolean>
  started_at: DefaultTime
  ended_at: TimeOrNull
  made_by: Generated<string>
}

export interface ImportTable {
  id: GeneratedAlways<number>
  workspace_id: number
  file_name: string
  status: 'receiving' | 'running' | 'done' | 'failed' | 'cancelled'
  is_dry_run: Generated<boolean>
  encoding: string | null
  header: string[] | null
  bytes_total: number | null
  bytes_done: Generated<number>
  records_done: Generated<number>
  rows_read: Generated<number>
  people_created: Generated<number>
  people_updated: Generated<number>
  people_unchanged: Generated<number>
  consent_express: Generated<number>
  consent_implied: Generated<number>
  consent_out: Generated<number>
  consent_lifts: Generated<number>
  interests_stated: Generated<number>
  organizations_created: Generated<number>
  organizations_updated: Generated<number>
  rows_refused: Generated<number>
  message: string | null
  started_by: string | null
  lease_until: TimeOrNull
  epoch: Generated<number>
  started_at: DefaultTime
  ended_at: TimeOrNull
}

export interface ImportChunkTable {
  workspace_id: number
  import_id: number
  place: number
  bytes: Uint8Array
}

export interface ImportKeyTable {
  workspace_id: number
  import_id: number
  key: string
  line: number
  membership: Generated<string>
}

export interface ImportRefusalTable {
  workspace_id: number
  import_id: number
  line: number
  field: Generated<string>
  reason: string
  record: Json
}

export interface ConnectionTable {
  id: GeneratedAlways<number>
  workspace_id: number
  connector: string
  name: string
  status: 'awaiting_authorisation' | 'active' | 'needs_reauthorisation' | 'paused'
  settings: Json
  sealed: Uint8Array | null
  sealed_version: Generated<number>
  refresh_started_at: TimeOrNull
  refresh_owner: Generated<string | null>
  refresh_lease_until: TimeOrNull
  token_calls: Generated<Date[]>
  health: ColumnType<unknown, string | null | undefined, string | null>
  health_at: TimeOrNull
  last_pull_at: TimeOrNull
  opt_outs_since: TimeOrNull
  opt_outs_told: TimeOrNull
  removals_percent_max: Generated<number>
  told_within_minutes: Generated<number>
  created_by: string | null
  created_at: DefaultTime
  deleted_at: TimeOrNull
}

export interface AuthorisationTable {
  state_hash: string
  workspace_id: number
  connection_id: number
  user_id: string
  sealed: Uint8Array
  redirect_uri: string
  expires_at: Time
}

export interface CampaignTable {
  id: GeneratedAlways<number>
  workspace_id: number
  name: string
  subject: Generated<string>
  from_name: Generated<string>
  from_address: Generated<string>
  status: 'draft' | 'scheduled' | 'sending' | 'sent' | 'error' | 'removed'
  sent_at: TimeOrNull
  created_at: DefaultTime
  updated_at: DefaultTime
  as_of: TimeOrNull
  esp_totals: ColumnType<unknown, string | null | undefined, string | null>
  esp_totals_at: TimeOrNull
  totals_read_at: TimeOrNull
  topic_id: number | null
}

/** What a campaign that is made here shall be, and how far its ESP has come. */
/** Lists of the firm's own: whom a campaign is meant for. */
interface Whom {
  lists: number[]
  without: number[]
  topicId: number | null
}

export interface CampaignMailTable {
  workspace_id: number
  campaign_id: number
  html: string | null
  chars: number
  read_at: Date
}

export interface CampaignDraftTable {
  workspace_id: number
  campaign_id: number
  connection_id: number | null
  description: Generated<string>
  preheader: Generated<string>
  reply_to: Generated<string>
  html: Generated<string>
  fields: Json<Record<string, unknown>>
  lists: Json<{ id: string; name: string }[]>
  whom: ColumnType<Whom | null, string | null | undefined, string | null>
  version: Generated<number>
  wish: Generated<'kept' | 'drafted' | 'scheduled' | 'unscheduled' | 'discarded'>
  wishes: Generated<number>
  send_at: TimeOrNull
  telling: Generated<'idle' | 'waiting' | 'failed'>
  told_version: Generated<number>
  create_called_at: TimeOrNull
  schedule_called_at: TimeOrNull
  copies_before: Generated<string[] | null>
  launch: Generated<'asked' | 'taken' | null>
  held_at: TimeOrNull
  held_status: CampaignTable['status'] | 'gone' | null
  held_send_at: TimeOrNull
  differences: Json<{ field: string; here: string; there: string }[]>
  replaced: Generated<number>
  to_remove: Generated<string[]>
  tries: Generated<number>
  next_try_at: DefaultTime
  outcome: Generated<string>
  remedy: Generated<string>
  who_must_act: 'you' | 'vendor' | 'homing' | null
  lease_owner: string | null
  lease_until: TimeOrNull
  look_at: TimeOrNull
  made_by: string
  changed_by: string
  changed_at: DefaultTime
}

export interface CampaignIdentityTable {
  workspace_id: number
  connection_id: number
  kind: 'campaign' | 'activity'
  external_id: string
  campaign_id: number
  role: Generated<string>
  looked_at: TimeOrNull
}

export interface CrmRecordTable {
  workspace_id: number
  connection_id: number
  module: string
  external_id: string
  person_id: number | null
  organization_id: number | null
  changed_at: Time
  deleted_at: TimeOrNull
  said: Json
}

export interface ContactIdentityTable {
  workspace_id: number
  connection_id: number
  address_id: number
  external_id: string
}

export interface LinkTable {
  id: GeneratedAlways<number>
  workspace_id: number
  url: string
  url_hash: GeneratedAlways<string>
  rules_version: Generated<number>
}

export interface InterestTable {
  id: GeneratedAlways<number>
  workspace_id: number
  code: string
  name: string
  half_life_days: number | null
  created_at: DefaultTime
}

export interface InterestPolicyTable {
  workspace_id: number
  half_life_days: Generated<number>
  rules_version: Generated<number>
}

export interface ClickRuleTable {
  id: GeneratedAlways<number>
  workspace_id: number
  name: string
  host: Generated<string>
  path: Generated<string>
  parameter: Generated<string>
  parameter_value: Generated<string>
  campaign_id: number | null
  applies_from: TimeOrNull
  applies_until: TimeOrNull
  version: number
  created_by: string
  created_at: DefaultTime
}

export interface ClickOutcomeTable {
  workspace_id: number
  rule_id: number
  place: number
  kind: 'action' | 'interest' | 'tag'
  name: Generated<string>
  interest_id: number | null
  points: Generated<number>
}

export interface LinkMatchTable {
  workspace_id: number
  link_id: number
  rule_id: number
}

/** A view: what clicks of people raised, by the rules their links fit. */
export interface CustomerActionView {
  workspace_id: GeneratedAlways<number>
  address_id: GeneratedAlways<number>
  occurred_at: GeneratedAlways<Date>
  key: GeneratedAlways<string>
  campaign_id: GeneratedAlways<number>
  link_id: GeneratedAlways<number>
  rule_id: GeneratedAlways<number>
  rule: GeneratedAlways<string>
  place: GeneratedAlways<number>
  kind: GeneratedAlways<'action' | 'interest' | 'tag'>
  name: GeneratedAlways<string>
  interest_id: GeneratedAlways<number | null>
  points: GeneratedAlways<number>
}

export interface PersonInterestTable {
  id: GeneratedAlways<number>
  workspace_id: number
  person_id: number
  interest_id: number
  points: number
  source: 'user' | 'api' | 'import'
  stated_by: string
  stated_at: Time
  note: Generated<string>
  ended_at: TimeOrNull
}

type SyncKindColumn = 'opt_outs' | 'people' | 'totals' | 'activities' | 'lists' | 'contacts'

export interface SyncScheduleTable {
  workspace_id: number
  connection_id: number
  kind: SyncKindColumn
  is_on: Generated<boolean>
  every_minutes: number | null
  at_minute: number | null
  next_at: DefaultTime
  last_good_at: TimeOrNull
}

export interface ListTable {
  id: GeneratedAlways<number>
  workspace_id: number
  connection_id: number
  external_id: string
  name: Generated<string>
  members_told: number | null
  first_seen_at: DefaultTime
  last_seen_at: DefaultTime
  gone_at: TimeOrNull
}

export interface ListMemberTable {
  workspace_id: number
  list_id: number
  address_id: number
  first_seen_at: DefaultTime
  gone_at: TimeOrNull
}

export interface PersonListTable {
  id: GeneratedAlways<number>
  workspace_id: number
  name: string
  kind: 'static' | 'suppression' | 'segment'
  definition: Json<object | null>
  description: Generated<string>
  created_at: DefaultTime
  created_by: string
  updated_at: DefaultTime
  archived_at: TimeOrNull
}

export interface PersonListMemberTable {
  workspace_id: number
  person_list_id: number
  person_id: number
  added_at: DefaultTime
  added_by: string
}

export interface ConfirmationTable {
  workspace_id: number
  token_hash: string
  caller: string
  deed_hash: string
  ends_at: Time
}

export interface AnalystTable {
  workspace_id: number
  name: string
  login: string
  database: string
  role: 'administrator' | 'manager' | 'editor' | 'viewer'
  created_by: string
  created_at: Time
}

export interface FieldAccessTable {
  workspace_id: number
  role: 'manager' | 'editor' | 'viewer'
  field: string
  is_visible: boolean
}

export interface SavedViewTable {
  id: GeneratedAlways<number>
  workspace_id: number
  name: string
  description: Generated<string>
  definition: Json<object>
  owner_id: string
  owner: string
  seen_by: 'owner' | 'everybody' | 'roles'
  roles: Generated<string[]>
  version: Generated<number>
  created_at: Date
  updated_at: Date
  archived_at: TimeOrNull
}

export interface ContactTable {
  workspace_id: number
  connection_id: number
  address_id: number
  external_id: string
  first_name: Generated<string>
  last_name: Generated<string>
  job_title: Generated<string>
  company: Generated<string>
  permission: Generated<string>
  details: Json
  told: Json
  first_seen_at: DefaultTime
  changed_at: DefaultTime
  gone_at: TimeOrNull
}

export interface AccountReadTable {
  id: GeneratedAlways<number>
  workspace_id: number
  connection_id: number
  kind: 'lists' | 'contacts'
  run_id: number | null
  status: Generated<'reading' | 'applied' | 'held' | 'refused' | 'replaced' | 'given_up'>
  cursor: string | null
  pages: Generated<number>
  rows_read: Generated<number>
  rows_refused: Generated<number>
  reasons: Generated<string[]>
  counts: Json
  sample: Json
  started_at: DefaultTime
  completed_at: TimeOrNull
  decided_at: TimeOrNull
  decided_by: string | null
}

export interface StagedListTable {
  workspace_id: number
  read_id: number
  external_id: string
  name: string
  members_told: number | null
}

export interface StagedContactTable {
  workspace_id: number
  read_id: number
  address_id: number
  external_id: string
  first_name: string
  last_name: string
  job_title: string
  company: string
  permission: string
  details: Json
  lists: string[]
}

export interface RunTable {
  id: GeneratedAlways<number>
  workspace_id: number
  connection_id: number
  campaign_id: number | null
  kinds: SyncKindColumn[]
  phases_done: Generated<string[]>
  started_from: 'schedule' | 'user' | 'api' | 'signal'
  started_by: string | null
  status: 'queued' | 'running' | 'waiting' | 'done' | 'failed' | 'cancelled'
  waiting_until: TimeOrNull
  attempts: Generated<number>
  slices: Generated<number>
  phase: Generated<string>
  detail: Generated<string>
  steps_done: Generated<number>
  steps_total: number | null
  requests: Generated<number>
  pages: Generated<number>
  events_read: Generated<number>
  events_written: Generated<number>
  skipped: Json
  problems: Generated<number>
  message: string | null
  lease_owner: string | null
  lease_until: TimeOrNull
  epoch: Generated<number>
  cancel_asked: Generated<boolean>
  queued_at: DefaultTime
  started_at: TimeOrNull
  ended_at: TimeOrNull
}

export interface FileMappingTable {
  workspace_id: number
  connection_id: number
  version: number
  name: string
  rules: unknown
  made_by: string
  made_at: Date
}

export interface FeedbackFileTable {
  workspace_id: number
  id: GeneratedAlways<number>
  connection_id: number
  name: string
  hash: Uint8Array
  bytes: number
  mapping_version: number
  status: 'taking' | 'taken' | 'failed'
  message: string | null
  rows: Generated<number>
  pieces: Generated<number>
  repeated: Generated<number>
  brought_by: string
  received_at: Date
  alive_at: Date | null
}

/** A place files are fetched from by themselves. */
export interface FileSourceTable {
  workspace_id: number
  id: GeneratedAlways<number>
  connection_id: number
  kind: 'folder' | 'sftp' | 'https'
  place: Json<Record<string, unknown>>
  sealed: Uint8Array | null
  pattern: string
  every_minutes: number
  move_to: Generated<string>
  host_key: Generated<string>
  validators: Json<Record<string, string>>
  is_on: Generated<boolean>
  next_at: Time
  looked_at: TimeOrNull
  fault: Generated<string>
  remedy: Generated<string>
  failing_since: TimeOrNull
  lease_owner: Generated<string | null>
  lease_until: TimeOrNull
  deleted_at: TimeOrNull
}

export interface FoundFileTable {
  workspace_id: number
  id: GeneratedAlways<number>
  source_id: number
  name: string
  bytes: number
  modified_at: TimeOrNull
  still_since: Time
  hash: Uint8Array | null
  status: 'settling' | 'taken' | 'refused'
  fault: Generated<string>
  remedy: Generated<string>
  tries: Generated<number>
  file_id: number | null
  moved_to: Generated<string>
  found_at: Time
  seen_at: Time
}

export interface ReceiptTable {
  id: GeneratedAlways<number>
  workspace_id: number
  connection_id: number
  run_id: number | null
  stream: string
  activity: Generated<string>
  event_kind: Generated<number>
  body: Uint8Array
  received_at: DefaultTime
  status: Generated<'pending' | 'read' | 'dropped' | 'parked'>
  reason: string | null
  reader: string | null
  settled_at: TimeOrNull
  delivery_hash: ColumnType<Uint8Array | null, Uint8Array | undefined, never>
  file_id: ColumnType<number | null, number | undefined, never>
  erased_at: ColumnType<Date | null, never, never>
}

export interface HookAddressTable {
  workspace_id: number
  token_hash: Uint8Array
  connection_id: number
  hint: string
  created_by: string
  created_at: DefaultTime
  ends_at: TimeOrNull
}

export interface HookKeyTable {
  workspace_id: number
  connection_id: number
  id: string
  sealed: Uint8Array
  hint: Generated<string>
  added_by: string
  added_at: DefaultTime
}

export interface HookClosingTable {
  workspace_id: number
  connection_id: number
  closed_by: string
  closed_at: DefaultTime
}

export interface HookTallyTable {
  workspace_id: number
  connection_id: number
  outcome: string
  deliveries: Generated<number>
  last_at: Time
}

export interface HookRegistrationTable {
  workspace_id: number
  connection_id: number
  sealed: Uint8Array
  hashes: string[]
  registered_at: TimeOrNull
  failure: Generated<string>
  remedy: Generated<string>
  next_at: Time
}

export interface SignalTable {
  workspace_id: number
  connection_id: number
  about: 'contact' | 'campaign' | 'everything'
  remote_id: string
  signalled_at: Time
  looked_at: TimeOrNull
  rests_until: TimeOrNull
  is_waiting: Generated<boolean>
}

export interface StreamTable {
  workspace_id: number
  connection_id: number
  name: string
  cursor: string | null
  pass: 'newest' | 'deep' | null
  moved_by: Generated<number | null>
  completed_at: TimeOrNull
  deep_at: TimeOrNull
  total: Generated<number | null>
  since: TimeOrNull
}

export interface ProblemTable {
  id: GeneratedAlways<number>
  workspace_id: number
  connection_id: number | null
  campaign_id: number | null
  receipt_id: number | null
  run_id: number | null
  cause: string
  sentence: string
  remedy: Generated<string>
  who_must_act: 'you' | 'vendor' | 'homing'
  field: Generated<string>
  record: ColumnType<unknown, string | null | undefined, string | null>
  fingerprint: string
  occurrences: Generated<number>
  status: Generated<'open' | 'ignored' | 'resolved'>
  first_at: DefaultTime
  last_at: DefaultTime
  group_key: GeneratedAlways<string>
  record_form: 'row' | 'event' | 'opt_out' | null
  record_hash: string | null
  record_key: string | null
  retried_by: 'run' | 'reading' | null
  tries: Generated<number>
  next_try_at: TimeOrNull
  decided_by: string | null
  decided_at: TimeOrNull
  task_id: number | null
}

export interface TaskTable {
  id: GeneratedAlways<number>
  workspace_id: number
  kind:
    | 'retry'
    | 'ignore'
    | 'reopen'
    | 'read_receipts'
    | 'judge_addresses'
    | 'match_links'
    | 'carry_opt_outs'
  title: string
  ask: ColumnType<unknown, string, never>
  status: Generated<'queued' | 'running' | 'done' | 'failed' | 'cancelled'>
  done: Generated<number>
  total: number
  place: Generated<number>
  outcome: ColumnType<unknown, string | undefined, string>
  message: string | null
  started_by: string
  cancel_asked: Generated<boolean>
  lease_until: TimeOrNull
  epoch: Generated<number>
  queued_at: DefaultTime
  started_at: TimeOrNull
  ended_at: TimeOrNull
}

export interface MendTable {
  id: GeneratedAlways<number>
  workspace_id: number
  connection_id: number
  problem_id: number
  record_form: 'row' | 'event' | 'opt_out'
  record_hash: string
  field: string
  was: string
  became: string
  mended_by: string
  mended_at: Time
}

export interface DetailTable {
  id: GeneratedAlways<number>
  workspace_id: number
  kind: 'bounce' | 'reason' | 'agent'
  value: string
  class: Generated<string>
  note: Generated<string>
  smtp: number | null
  enhanced: Generated<string>
  suppresses: Generated<boolean>
  value_hash: GeneratedAlways<string>
}

export interface BouncePolicyTable {
  workspace_id: number
  soft_times: number | null
  soft_days: number
}

export interface EventTable {
  occurred_at: Time
  key: string
  workspace_id: number
  address_id: number
  campaign_id: number
  receipt_id: number
  link_id: Generated<number>
  detail_id: Generated<number>
  agent_id: Generated<number>
  kind: number
  flags: Generated<number>
}

export interface VerdictTable {
  occurred_at: Time
  key: string
  workspace_id: number
  address_id: number
  campaign_id: number
  kind: number
  class: number
  rule_version: number
  reason: string
}

export interface RecipientTable {
  workspace_id: number
  campaign_id: number
  address_id: number
  sent: Generated<number>
  delivered: Generated<number>
  opens: Generated<number>
  human_opens: Generated<number>
  proxy_opens: Generated<number>
  clicks: Generated<number>
  human_clicks: Generated<number>
  forwards: Generated<number>
  bounces: Generated<number>
  opt_outs: Generated<number>
  complaints: Generated<number>
  bounce_detail_id: Generated<number>
  opt_out_detail_id: Generated<number>
  rule_version: Generated<number>
  first_sent_at: TimeOrNull
  last_sent_at: TimeOrNull
  first_delivered_at: TimeOrNull
  last_delivered_at: TimeOrNull
  first_open_at: TimeOrNull
  last_open_at: TimeOrNull
  first_click_at: TimeOrNull
  last_click_at: TimeOrNull
  first_forward_at: TimeOrNull
  last_forward_at: TimeOrNull
  first_bounce_at: TimeOrNull
  last_bounce_at: TimeOrNull
  first_opt_out_at: TimeOrNull
  last_opt_out_at: TimeOrNull
  first_complaint_at: TimeOrNull
  last_complaint_at: TimeOrNull
}

export interface RecipientLinkTable {
  workspace_id: number
  campaign_id: number
  link_id: number
  address_id: number
  clicks: number
  human_clicks: number
  first_at: Time
  last_at: Time
}

export interface CampaignCountTable {
  workspace_id: number
  campaign_id: number
  kind: number
  people: Generated<number>
  events: Generated<number>
  human_people: Generated<number>
  human_events: Generated<number>
  proxy_people: Generated<number>
  proxy_events: Generated<number>
  first_at: TimeOrNull
  last_at: TimeOrNull
}

export interface CampaignBounceTable {
  workspace_id: number
  campaign_id: number
  detail_id: number
  people: number
}

export interface CampaignHourTable {
  workspace_id: number
  campaign_id: number
  kind: number
  hour: Time
  events: Generated<number>
  machine: Generated<number>
  proxy: Generated<number>
}

export interface ConsentFactTable {
  id: GeneratedAlways<number>
  workspace_id: number
  person_id: number | null
  address_id: number | null
  scope: 'everything' | 'topic' | 'address'
  topic_id: number | null
  channel: 'email' | 'fax' | null
  external_kind: 'list' | 'group' | 'category' | 'suppression_group' | null
  external_id: string | null
  opted_in: boolean
  is_explicit: Generated<boolean>
  occurred_at: Time
  recorded_at: DefaultTime
  expires_at: TimeOrNull
  cause: Generated<'wish' | 'complaint'>
  doubt: Generated<string>
  source: 'esp' | 'user' | 'import' | 'api' | 'crm' | 'preference_page'
  connection_id: number | null
  campaign_id: number | null
  reason: Generated<string>
  evidence: Generated<string>
  actor: string | null
  natural_key: string
}

export interface TopicGroupTable {
  id: GeneratedAlways<number>
  workspace_id: number
  name: string
  place: Generated<number>
}

export interface TopicTable {
  id: GeneratedAlways<number>
  workspace_id: number
  group_id: number | null
  name: string
  description: Generated<string>
  consent_needed: 'none' | 'implied' | 'express' | null
  place: Generated<number>
  archived_at: TimeOrNull
  created_at: DefaultTime
}

export interface TopicMappingTable {
  workspace_id: number
  connection_id: number
  kind: 'list' | 'group' | 'category' | 'suppression_group'
  external_id: string
  topic_id: number
  name: Generated<string>
  former_name: string | null
  created_by: Generated<string>
  created_at: DefaultTime
  retired_at: TimeOrNull
}

export interface RemoteCategoryTable {
  workspace_id: number
  connection_id: number
  external_id: string
  name: Generated<string>
  gone_at: TimeOrNull
}

export interface ConsentPolicyTable {
  workspace_id: number
  consent_needed: Generated<'none' | 'implied' | 'express'>
  implied_days: Generated<number>
  notice_days: Generated<number>
  seed_is_exempt: Generated<boolean>
}

export interface SeedAddressTable {
  workspace_id: number
  address_id: number
  note: Generated<string>
  added_by: Generated<string>
  added_at: DefaultTime
}

/** A view: which topics people have left, by e-mail. */
export interface OptedOutTopicView {
  workspace_id: GeneratedAlways<number>
  topic_id: GeneratedAlways<number>
  person_id: GeneratedAlways<number>
}

export interface PreferencePageTable {
  workspace_id: number
  language: Generated<string>
  heading: Generated<string>
  intro: Generated<string>
  imprint: Generated<string>
  contact: Generated<string>
  colour: Generated<string>
  link_key: Generated<number>
  oldest_link_key: Generated<number>
}

export interface ConsentDoubtTable {
  workspace_id: number
  fact_id: number
  rule: 'scan' | 'links' | 'domain'
  reason: string
  rule_version: number
}

export interface DoubtLookTable {
  workspace_id: number
  campaign_id: number
  rule_version: number
  opt_outs: number
  events: ColumnType<string, number | string, number | string>
}

export interface ConsentDoubtDecisionTable {
  workspace_id: number
  fact_id: number
  decision: 'person' | 'machine'
  evidence: Generated<string>
  decided_by: string
  decided_at: Time
}

/** A view: opt-outs that may not have been the person's own doing. */
export interface DoubtfulOptOutView {
  workspace_id: GeneratedAlways<number>
  fact_id: GeneratedAlways<number>
  doubt: GeneratedAlways<string>
  decision: GeneratedAlways<'person' | 'machine' | null>
}

/** A view: consent facts as they count, an ESP's group being the topics it is mapped to. */
export interface ConsentWishView {
  workspace_id: GeneratedAlways<number>
  fact_id: GeneratedAlways<number>
  person_id: GeneratedAlways<number | null>
  address_id: GeneratedAlways<number | null>
  opted_in: GeneratedAlways<boolean>
  is_explicit: GeneratedAlways<boolean>
  occurred_at: GeneratedAlways<Date>
  expires_at: GeneratedAlways<Date | null>
  channel: GeneratedAlways<'email' | 'fax' | null>
  cause: GeneratedAlways<'wish' | 'complaint'>
  is_unmapped: GeneratedAlways<boolean>
  topic_id: GeneratedAlways<number | null>
  scope: GeneratedAlways<'everything' | 'topic' | 'address'>
}

/** A connection that can be told; whoever holds the lease speaks to it. */
export interface WriteBackLaneTable {
  workspace_id: number
  connection_id: number
  unmailable_words: Generated<string[]>
  invalid_words: Generated<string[]>
  contacts_read_at: TimeOrNull
  reads_contacts: Generated<boolean>
  tells_faxes: Generated<boolean>
  lease_owner: Generated<string | null>
  lease_until: TimeOrNull
  paused_until: TimeOrNull
  fault: Generated<string>
  fault_who: Generated<'you' | 'vendor' | 'homing' | null>
  approved_at: TimeOrNull
}

/** Who tells a connection's CRM what targets did, and of what. */
export interface ActivityLaneTable {
  workspace_id: number
  connection_id: number
  mark_space: Generated<string>
  is_on: Generated<boolean>
  off_kinds: Generated<string[]>
  since: Time
  lease_owner: Generated<string | null>
  lease_until: TimeOrNull
  paused_until: TimeOrNull
  fault: Generated<string>
  fault_who: Generated<'you' | 'vendor' | 'homing' | null>
  figure_fields: Generated<Record<string, Record<string, string>>>
  figures_after: Generated<string[] | null>
  figures_shown: Generated<boolean>
  figures_fault: Generated<string>
}

/** A campaign a CRM is told of. */
export interface ToldCampaignTable {
  workspace_id: number
  connection_id: number
  campaign_id: number
  external_id: string | null
  status: Generated<'waiting' | 'open' | 'failed'>
  tries: Generated<number>
  next_try_at: DefaultTime
  outcome: Generated<string>
  who_must_act: 'you' | 'vendor' | 'homing' | null
  opened_at: TimeOrNull
  looked_at: TimeOrNull
  looked_events: number | null
  looked_human: number | null
  looking_after: number | null
  totals: number[] | null
  told_totals: number[] | null
  is_linked: Generated<boolean>
  link_name: Generated<string>
  turn: Generated<number>
  told_name: string | null
  told_subject: string | null
  done_count: Generated<number>
  waiting_count: Generated<number>
  failed_count: Generated<number>
  last_told_at: TimeOrNull
  looked_recipients: Generated<number>
}

/** An address of somebody whom a CRM came to know: it is looked at soon. */
export interface ToldNewcomerTable {
  workspace_id: number
  connection_id: number
  address_id: number
}

/** A job at a CRM of which nobody knows yet that it is over. */
export interface ToldJobTable {
  workspace_id: number
  connection_id: number
  job_id: string
  begun_at: Date
}

/** A target a CRM is told of; the arrays are in the order of ACTIVITY_KINDS. */
export interface ToldRecipientTable {
  workspace_id: number
  connection_id: number
  campaign_id: number
  address_id: number
  module: string
  record_id: string
  wanted: number[]
  told: Generated<number[]>
  turn: Generated<number>
  status: Generated<'waiting' | 'done' | 'failed'>
  begun_at: TimeOrNull
  told_at: TimeOrNull
  tries: Generated<number>
  next_try_at: DefaultTime
  outcome: Generated<string>
  who_must_act: 'you' | 'vendor' | 'homing' | null
}

/** What a system must be told of an address and a matter: the state it shall have. */
export interface WriteBackTable {
  id: GeneratedAlways<number>
  workspace_id: number
  connection_id: number
  address_id: number
  kind: Generated<'consent' | 'address' | 'erase' | 'validity'>
  topic_id: number | null
  from_address_id: number | null
  wanted: 'out' | 'in' | 'moved' | 'gone' | 'invalid' | 'valid'
  version: Generated<number>
  status: Generated<
    | 'waiting'
    | 'held'
    | 'confirming'
    | 'done'
    | 'not_needed'
    | 'not_permitted'
    | 'refused'
    | 'failed'
  >
  is_single: boolean
  caused_by: number | null
  caused_at: Time
  due_at: Time
  tries: Generated<number>
  next_try_at: DefaultTime
  called: Generated<
    | 'opt_out'
    | 'leave'
    | 'resubscribe'
    | 'replace_address'
    | 'erase'
    | 'invalidate'
    | 'validate'
    | null
  >
  called_at: TimeOrNull
  is_ours: Generated<boolean>
  mark: Generated<string>
  outcome: Generated<string>
  who_must_act: Generated<'you' | 'vendor' | 'homing' | null>
  remote: Generated<string>
  remote_at: TimeOrNull
  acknowledged_at: TimeOrNull
  settled_at: TimeOrNull
  held_at: TimeOrNull
  approved_at: TimeOrNull
  decided_by: Generated<string | null>
  sealed: Generated<Uint8Array | null>
}

/** A view: addresses every system shall hold as opted out. */
export interface AddressToBeOutView {
  workspace_id: GeneratedAlways<number>
  address_id: GeneratedAlways<number>
}

/** A view: addresses that shall be off what stands for a topic. */
export interface AddressToLeaveView extends AddressToBeOutView {
  topic_id: GeneratedAlways<number>
}

/** A view: addresses nobody writes marketing to, by what was said of the address itself. */
export interface OptedOutAddressView {
  workspace_id: GeneratedAlways<number>
  address_id: GeneratedAlways<number>
  opted_out_at: GeneratedAlways<Date>
  /** Everything, and so the people who use the address. */
  is_everywhere: GeneratedAlways<boolean>
}

/** A view: addresses somebody reported a mailing as spam at, and did not ask back in since. */
export interface ComplainedAddressView {
  workspace_id: GeneratedAlways<number>
  address_id: GeneratedAlways<number>
}

/** A view: people a complaint holds for. */
export interface ComplainedPersonView {
  workspace_id: GeneratedAlways<number>
  person_id: GeneratedAlways<number>
}

/** A view: people an opt-out holds for, their own or that of an address now in use. */
export interface OptedOutPersonView {
  workspace_id: GeneratedAlways<number>
  person_id: GeneratedAlways<number>
}

export interface UserAccountTable {
  id: string
  name: string
  email: string
  /** Chosen for the screens; null as the browser says. */
  language: Generated<string | null>
  created_at: DefaultTime
  last_seen_at: TimeOrNull
}

export interface CredentialTable {
  kind: Generated<'password'>
  subject_hash: Uint8Array
  user_id: string
  secret: string
  changed_at: Time
}

export interface MembershipTable {
  workspace_id: number
  user_id: string
  role: 'administrator' | 'manager' | 'editor' | 'viewer'
  created_at: DefaultTime
}

export interface SessionTable {
  token_hash: Uint8Array
  workspace_id: number
  user_id: string
  created_at: Time
  seen_at: Time
  expires_at: Time
  agent: Generated<string>
}

export interface ApiKeyTable {
  id: string
  workspace_id: number
  token_hash: Uint8Array
  name: string
  hint: string
  role: 'administrator' | 'manager' | 'editor' | 'viewer'
  created_by: string
  created_at: Time
  expires_at: TimeOrNull
  last_used_at: TimeOrNull
}

export interface SignInAttemptTable {
  key: Uint8Array
  attempts: number
  last_at: Time
  blocked_until: TimeOrNull
}

export interface AuditTable {
  workspace_id: number
  /** Given by the table: numbered and chained within the workspace. */
  id: GeneratedAlways<number>
  at: Time
  actor_id: string
  actor: string
  action: string
  subject: string
  subject_id: string
  sentence: string
  detail: Json<Record<string, unknown>>
  chain: GeneratedAlways<Uint8Array>
  salt: GeneratedAlways<string | null>
  erased_in: GeneratedAlways<number | null>
}

export interface ReconciliationTable {
  workspace_id: number
  campaign_id: number
  severity: number
  unexplained: Generated<number>
  checked_at: Time
  since: Time
}

export interface ReconciliationResultTable {
  workspace_id: number
  campaign_id: number
  metric: string
  at: Time
  checked_at: Time
  esp: number
  esp_at: Time
  local: number
  comparable: number
  parts: Json
  severity: number
  since: Time
  esp_peak: number
}

export interface LedgerProofTable {
  workspace_id: number
  campaign_id: number
  at: Time
  recipients_read: number
  recipients: number
  mismatches: Json
}

export interface DeepReadTable {
  workspace_id: number
  connection_id: number
  stream: string
  tries: number
  missing: number
  last_at: Time
}

export interface CampaignNewsTable {
  workspace_id: number
  campaign_id: number
  events: number
  learnt_at: Time
}

export interface AlarmLookTable {
  workspace_id: number
  looked_at: Time
}

export interface AlarmTable {
  id: GeneratedAlways<number>
  workspace_id: number
  rule: string
  subject: string
  connection_id: number | null
  campaign_id: number | null
  endpoint_id: number | null
  severity: 'at_risk' | 'broken'
  sentence: string
  next_step: string
  who_must_act: 'you' | 'vendor' | 'homing'
  due_at: TimeOrNull
  since: Time
  cleared_at: TimeOrNull
  settled_at: TimeOrNull
  returns: Generated<number>
  silenced_until: TimeOrNull
  silenced_by: string | null
}

export interface NotificationChoiceTable {
  workspace_id: number
  user_id: string
  email: 'none' | 'at_once' | 'daily'
  digest_at: Time
}

export interface MailTable {
  id: GeneratedAlways<number>
  workspace_id: number
  user_id: string
  message_id: string
  kind: 'alarm' | 'digest' | 'test'
  subject: string
  body: string
  status: Generated<'waiting' | 'sent' | 'failed'>
  tries: Generated<number>
  next_try_at: Time
  lease_until: TimeOrNull
  outcome: Generated<string>
  created_at: Time
  settled_at: TimeOrNull
}

export interface WebhookEndpointTable {
  id: GeneratedAlways<number>
  workspace_id: number
  name: string
  url: string
  sealed_secret: Uint8Array | null
  status: 'active' | 'paused' | 'disabled'
  failures: Generated<number>
  failing_since: TimeOrNull
  disabled_reason: Generated<string>
  disabled_at: TimeOrNull
  created_by: string
  created_at: Time
  deleted_at: TimeOrNull
  types: Generated<string[]>
  sealed_former: Uint8Array | null
  former_until: TimeOrNull
  rests_until: TimeOrNull
  last_status: number | null
  last_outcome: Generated<string>
  last_tried_at: TimeOrNull
  delivered: Generated<string>
}

export interface WebhookNewsTable {
  id: GeneratedAlways<number>
  workspace_id: number
  type: string
  subject_ids: number[]
  happened: Date[] | null
  keys: string[] | null
  size: number
  recorded_at: GeneratedAlways<Date>
}

export interface WebhookBacklogTable {
  workspace_id: number
  endpoint_id: number
  news_id: number
  place: Generated<number>
}

export interface WebhookDeliveryTable {
  id: GeneratedAlways<number>
  workspace_id: number
  endpoint_id: number
  message_id: string
  type: string
  body: string
  status: Generated<'waiting' | 'delivered' | 'failed'>
  tries: Generated<number>
  next_try_at: Time
  lease_until: TimeOrNull
  http_status: number | null
  outcome: Generated<string>
  created_at: Time
  tried_at: TimeOrNull
  settled_at: TimeOrNull
  subject_id: number | null
  happened_at: TimeOrNull
  event_key: string | null
}

export interface PersonMergeTable {
  id: GeneratedAlways<number>
  workspace_id: number
  kept_id: number
  merged_id: number
  merged_at: Time
  merged_by: string
  last_fact_id: number
  fields: Json
  undone_at: TimeOrNull
  undone_by: string | null
}

export interface PersonMergeLinkTable {
  workspace_id: number
  merge_id: number
  address_id: number
  is_primary: boolean
  started_at: Time
  ended_at: TimeOrNull
  made_by: Generated<string>
  effect: 'made' | 'revived' | 'none'
  kept_ended_at: TimeOrNull
}

export interface PersonMergeAffiliationTable {
  workspace_id: number
  merge_id: number
  organization_id: number
  made_by: Generated<string>
  is_made: boolean
}

export interface NotSamePersonTable {
  workspace_id: number
  person_id: number
  other_id: number
  said_by: string
  said_at: Time
}

export interface ErasureTable {
  id: GeneratedAlways<number>
  workspace_id: number
  person_id: number
  person_hash: Uint8Array
  status: Generated<'running' | 'done'>
  step: Generated<'receipts' | 'texts' | 'waiting' | 'done'>
  place: Generated<number>
  place_max: Generated<number>
  sealed: Uint8Array | null
  outcome: Json<Record<string, number>>
  asked_by: string
  lease_until: TimeOrNull
  epoch: Generated<number>
  started_at: DefaultTime
  ended_at: TimeOrNull
  files_cleaned_at: TimeOrNull
}

export interface ErasedAddressTable {
  workspace_id: number
  hash: Uint8Array
  erasure_id: number
  address_id: number
}

export interface Tables {
  workspace: WorkspaceTable
  user_account: UserAccountTable
  credential: CredentialTable
  membership: MembershipTable
  session: SessionTable
  api_key: ApiKeyTable
  sign_in_attempt: SignInAttemptTable
  audit: AuditTable
  pace: PaceTable
  owner: OwnerTable
  organization: OrganizationTable
  person: PersonTable
  affiliation: AffiliationTable
  own_field: OwnFieldTable
  field_change: FieldChangeTable
  address: AddressTable
  person_address: PersonAddressTable
  import: ImportTable
  import_chunk: ImportChunkTable
  import_key: ImportKeyTable
  import_refusal: ImportRefusalTable
  connection: ConnectionTable
  authorisation: AuthorisationTable
  campaign: CampaignTable
  campaign_draft: CampaignDraftTable
  campaign_mail: CampaignMailTable
  campaign_identity: CampaignIdentityTable
  contact_identity: ContactIdentityTable
  crm_record: CrmRecordTable
  link: LinkTable
  sync_schedule: SyncScheduleTable
  list: ListTable
  list_member: ListMemberTable
  person_list: PersonListTable
  person_list_member: PersonListMemberTable
  confirmation: ConfirmationTable
  field_access: FieldAccessTable
  analyst: AnalystTable
  saved_view: SavedViewTable
  contact: ContactTable
  account_read: AccountReadTable
  staged_list: StagedListTable
  staged_contact: StagedContactTable
  run: RunTable
  receipt: ReceiptTable
  file_mapping: FileMappingTable
  feedback_file: FeedbackFileTable
  file_source: FileSourceTable
  found_file: FoundFileTable
  hook_address: HookAddressTable
  hook_key: HookKeyTable
  hook_closing: HookClosingTable
  hook_tally: HookTallyTable
  hook_registration: HookRegistrationTable
  signal: SignalTable
  stream: StreamTable
  problem: ProblemTable
  task: TaskTable
  mend: MendTable
  detail: DetailTable
  bounce_policy: BouncePolicyTable
  interest: InterestTable
  interest_policy: InterestPolicyTable
  click_rule: ClickRuleTable
  click_outcome: ClickOutcomeTable
  link_match: LinkMatchTable
  customer_action: CustomerActionView
  person_interest: PersonInterestTable
  event: EventTable
  verdict: VerdictTable
  recipient: RecipientTable
  recipient_link: RecipientLinkTable
  campaign_count: CampaignCountTable
  campaign_bounce: CampaignBounceTable
  campaign_hour: CampaignHourTable
  consent_fact: ConsentFactTable
  topic_group: TopicGroupTable
  topic: TopicTable
  topic_mapping: TopicMappingTable
  remote_category: RemoteCategoryTable
  consent_policy: ConsentPolicyTable
  seed_address: SeedAddressTable
  write_back_lane: WriteBackLaneTable
  write_back: WriteBackTable
  address_to_be_out: AddressToBeOutView
  address_to_leave: AddressToLeaveView
  campaign_news: CampaignNewsTable
  activity_lane: ActivityLaneTable
  told_campaign: ToldCampaignTable
  told_recipient: ToldRecipientTable
  told_newcomer: ToldNewcomerTable
  told_job: ToldJobTable
  alarm_look: AlarmLookTable
  alarm: AlarmTable
  notification_choice: NotificationChoiceTable
  mail: MailTable
  webhook_endpoint: WebhookEndpointTable
  webhook_news: WebhookNewsTable
  webhook_backlog: WebhookBacklogTable
  webhook_delivery: WebhookDeliveryTable
  preference_page: PreferencePageTable
  consent_doubt: ConsentDoubtTable
  doubt_look: DoubtLookTable
  consent_doubt_decision: ConsentDoubtDecisionTable
  doubtful_opt_out: DoubtfulOptOutView
  consent_wish: ConsentWishView
  opted_out_address: OptedOutAddressView
  opted_out_topic: OptedOutTopicView
  opted_out_person: OptedOutPersonView
  complained_address: ComplainedAddressView
  complained_person: ComplainedPersonView
  reconciliation: ReconciliationTable
  reconciliation_result: ReconciliationResultTable
  ledger_proof: LedgerProofTable
  deep_read: DeepReadTable
  person_merge: PersonMergeTable
  person_merge_link: PersonMergeLinkTable
  person_merge_affiliation: PersonMergeAffiliationTable
  not_same_person: NotSamePersonTable
  erasure: ErasureTable
  erased_address: ErasedAddressTable
}
