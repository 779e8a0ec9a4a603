/**
 * A decision on every column that can hold words, for every table: what an erasure does with it, and
 * where the archive of a person has it. A table or a column that is not here fails the test: decide,
 * make it so in src/erasure/, and write it down.
 */
export interface Decision {
  /** What becomes of it. "holds nobody: …" and "kept: …" give the reason. */
  erasure: string
  /** The archive's section, or why it is in none. */
  archive: string
  /** Only these columns; absent: whatever the table has. */
  columns?: Record<string, string>
}

const nobody = (why: string): Decision => ({
  erasure: `holds nobody: ${why}`,
  archive: `none: ${why}`,
})
const WORKSPACE = nobody('settings and names of the firm')
const USERS = nobody('colleagues who sign in, not people who are written to')
const COUNTS = nobody('numbers of campaigns')

export const DECISIONS: Record<string, Decision> = {
  person: { erasure: 'row deleted', archive: 'person' },
  address: { erasure: 'pseudonym, where nobody else has it', archive: 'addresses' },
  own_field: WORKSPACE,
  field_change: { erasure: 'deleted with the person', archive: 'person' },
  organization: {
    erasure: 'a household of nobody else is deleted; kept: a company is no person',
    archive: 'organizations',
  },
  owner: { ...nobody('colleagues'), archive: 'person' },
  affiliation: { erasure: 'deleted with the person', archive: 'organizations' },
  person_address: { erasure: 'deleted with the person', archive: 'addresses' },
  person_merge: { erasure: 'deleted with either person; none is open', archive: 'person' },
  person_merge_link: { erasure: 'deleted with the merge', archive: 'person' },
  person_merge_affiliation: { erasure: 'deleted with the merge', archive: 'person' },
  not_same_person: { erasure: 'deleted with either person', archive: 'person' },
  consent_fact: { erasure: 'erasure_of_facts: without words', archive: 'consent' },
  contact: { erasure: 'emptied', archive: 'services' },
  contact_identity: { erasure: 'deleted', archive: 'services' },
  crm_record: { erasure: 'deleted with the person', archive: 'person' },
  staged_contact: { erasure: 'emptied', archive: 'services' },
  seed_address: { erasure: 'deleted', archive: 'addresses' },
  receipt: { erasure: 'rewritten; reason swept', archive: 'pages' },
  problem: { erasure: 'moved with the page, or swept', archive: 'problems' },
  mend: { erasure: 'moved with the page', archive: 'problems' },
  link: { erasure: 'replaced, or without the address', archive: 'events' },
  detail: { erasure: 'replaced, or swept', archive: 'events' },
  verdict: { ...nobody('a reason of a list of ours'), archive: 'events' },
  import: { erasure: 'swept', archive: 'imports' },
  import_refusal: { erasure: 'swept: the row is emptied', archive: 'imports' },
  import_chunk: {
    erasure: 'waited for: deleted with the end of the import',
    archive: 'none: passing',
  },
  import_key: {
    erasure: 'waited for: deleted with the end of the import',
    archive: 'none: passing',
  },
  audit: { erasure: 'erasure_of_audit: tombstones', archive: 'audit' },
  mail: { erasure: 'erasure_of_messages', archive: 'messages' },
  webhook_delivery: { erasure: 'erasure_of_messages', archive: 'messages' },
  account_read: {
    erasure: 'swept',
    archive: 'none: a sample for colleagues; the contact is in services',
  },
  run: { erasure: 'swept', archive: 'none: counts and faults of a run' },
  task: { erasure: 'swept', archive: 'none: counts and causes' },
  alarm: { erasure: 'swept', archive: 'none: about campaigns and connections' },
  write_back: {
    erasure: 'deleted; what is to be deleted elsewhere is sealed',
    archive: 'services',
  },
  write_back_lane: nobody('the standing of a connection'),
  push_lane: nobody('the standing of a connection'),
  activity_lane: nobody('the standing of a connection'),
  told_campaign: nobody('the standing of a campaign'),
  told_figures: { erasure: 'deleted', archive: 'services' },
  told_raised: { erasure: 'deleted', archive: 'services' },
  told_recipient: { erasure: 'deleted', archive: 'services' },
  told_newcomer: { erasure: 'deleted', archive: 'none: gone as soon as it was looked at' },
  told_job: nobody('ids of jobs at a CRM'),
  push: nobody('counts, and colleagues who asked for it'),
  push_job: nobody('counts of a bulk job'),
  contact_mapping: nobody('rules, and the texts of a rule that go to everybody'),
  push_item: {
    erasure:
      'kept under the pseudonym, without the person; what was told, and the record, are emptied',
    archive: 'services',
  },
  person_interest: { erasure: 'deleted with the person', archive: 'interests' },
  consent_doubt: {
    erasure: 'kept: the reason of a rule, which names a domain of many at most',
    archive: 'consent',
  },
  consent_doubt_decision: { erasure: 'erasure_of_facts: without words', archive: 'consent' },
  click_rule: WORKSPACE,
  interest: WORKSPACE,
  preference_page: WORKSPACE,
  erasure: { erasure: 'sealed until it is done, then dropped', archive: 'none: names nobody' },
  erased_address: { erasure: 'kept: a keyed hash suppresses', archive: 'none: names nobody' },

  workspace: WORKSPACE,
  connection: WORKSPACE,
  authorisation: WORKSPACE,
  topic: WORKSPACE,
  topic_group: WORKSPACE,
  topic_mapping: WORKSPACE,
  remote_category: nobody('names of categories'),
  consent_policy: WORKSPACE,
  list: nobody('names of lists'),
  person_list: {
    erasure: 'kept: names of lists and conditions; an audience, not a person',
    archive: 'lists',
  },
  confirmation: { erasure: 'kept: hashes, for five minutes', archive: 'none: hashes' },
  field_access: WORKSPACE,
  analyst: USERS,
  saved_view: {
    erasure: 'kept: names of views and conditions; a question, not a person',
    archive: 'none: a question that colleagues ask',
  },
  view_pace: nobody('hashes of questions, and how long each took'),
  dashboard: {
    erasure: 'kept: which views stand side by side; questions, not a person',
    archive: 'none: questions that colleagues ask',
  },
  dashboard_at_home: nobody('which dashboard a user sees first'),
  view_schedule: {
    erasure: 'kept: the values a question is asked with; a question, not a person',
    archive: 'none: when colleagues have a view sent',
  },
  view_reader: {
    erasure: 'kept: whom colleagues have chosen to send reports to, on its screen',
    archive: 'none: readers of reports, not whom is written to',
  },
  view_sending: nobody('when a view was sent, and how many rows'),
  view_letter: {
    erasure: 'swept with its sending after 90 days; readers of reports',
    archive: 'none: readers of reports, not whom is written to',
  },
  person_list_member: { erasure: 'deleted with the person', archive: 'lists' },
  staged_list: nobody('names of lists'),
  sync_schedule: WORKSPACE,
  file_mapping: nobody('what the columns of a file mean'),
  feedback_file: nobody('names and counts of files'),
  file_source: WORKSPACE,
  found_file: nobody('names and sizes of files'),
  hook_address: WORKSPACE,
  hook_key: WORKSPACE,
  hook_closing: WORKSPACE,
  hook_tally: WORKSPACE,
  hook_registration: WORKSPACE,
  signal: {
    erasure: 'waited for: a number of the service, gone an hour after the last signal',
    archive: 'none: passing',
  },
  webhook_endpoint: WORKSPACE,
  webhook_news: nobody('types, and numbers of rows that are there'),
  pace: WORKSPACE,
  stream: nobody('cursors of a vendor, opaque'),
  deep_read: nobody('names of streams'),
  campaign: nobody('what the firm wrote, to everybody'),
  campaign_audience: nobody('how far an audience is, and why a colleague sends it all the same'),
  campaign_target: {
    erasure: 'kept under the pseudonym, without the person; words are of lists of ours',
    archive: 'audiences',
  },
  campaign_mail: nobody('what the firm writes, to everybody'),
  campaign_draft: nobody('what the firm writes, to everybody'),
  campaign_identity: COUNTS,
  reconciliation_result: COUNTS,
  ledger_proof: COUNTS,
  user_account: USERS,
  credential: USERS,
  membership: USERS,
  session: USERS,
  api_key: USERS,
  notification_choice: USERS,
  sign_in_attempt: USERS,
  migration: nobody('names of files'),
  key_in_use: nobody('the fingerprint of a key'),
}

/** Ties a person to things by numbers alone: what an erasure does with the rows. */
export const LINKS: Record<string, { erasure: string; archive: string }> = {
  event: { erasure: 'kept under the pseudonym', archive: 'events' },
  recipient: { erasure: 'kept under the pseudonym', archive: 'mailings' },
  recipient_link: { erasure: 'kept under the pseudonym', archive: 'mailings' },
  verdict: { erasure: 'kept under the pseudonym', archive: 'events' },
  list_member: { erasure: 'kept under the pseudonym', archive: 'services' },
  campaign_member: { erasure: 'kept under the pseudonym', archive: 'audiences' },
}
