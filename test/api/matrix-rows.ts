import type { Role } from '../../src/accounts/index.ts'
import type { RouteName } from '../../src/api/contract/index.ts'
import { PASSWORD } from '../accounts/world.ts'
import type { Seeds } from './matrix-seeds.ts'

export interface Row {
  /** The least role that may; anonymous where nobody need be signed in. Written by hand. */
  least: Role | 'anonymous'
  params?: (seeds: Seeds) => Record<string, string | number>
  query?: string
  body?: unknown
  /** Only a person in a browser may, no API key. */
  needsBrowser?: true
}

const of = (name: keyof Seeds) => (seeds: Seeds) => ({ [name]: seeds[name] })
const ofAddress = ({ personId, addressId }: Seeds) => ({ personId, addressId })
const ESP_GROUP = { connectionId: 1, kind: 'list', externalId: 'unknown' }
const see: Row = { least: 'viewer' }
const seePerson: Row = { least: 'viewer', params: of('personId') }
const seeCampaign: Row = { least: 'viewer', params: of('campaignId') }
const seeConnection: Row = { least: 'viewer', params: of('connectionId') }
const seeImport: Row = { least: 'viewer', params: of('importId') }

const FIRM_WORDS = { language: 'en', heading: '', intro: '', imprint: '', contact: '', colour: '' }

/** Every route of the contract, with who may use it. A route without a row fails the test. */
export const rows: Record<RouteName, Row> = {
  'setup.state': { least: 'anonymous' },
  'setup.create': {
    least: 'anonymous',
    body: { firm: 'F', name: 'N', email: 'new@example.com', password: PASSWORD },
  },
  'session.create': {
    least: 'anonymous',
    body: { email: 'nobody@example.com', password: 'wrong' },
  },
  'session.show': see,
  'session.end': see,
  'password.change': {
    least: 'viewer',
    body: { current: PASSWORD, next: 'some other words here' },
  },
  'users.list': { least: 'administrator' },
  'users.create': {
    least: 'administrator',
    body: { name: 'New', email: 'added@example.com', password: PASSWORD, role: 'viewer' },
  },
  'users.change': { least: 'administrator', params: of('userId'), body: { name: 'Renamed' } },
  'users.remove': { least: 'administrator', params: of('userId') },
  'keys.list': { least: 'administrator' },
  'keys.create': { least: 'administrator', body: { name: 'new', role: 'viewer' } },
  'keys.remove': { least: 'administrator', params: of('keyId') },
  'audit.list': { least: 'administrator' },

  'people.list': see,
  'people.count': see,
  'people.owners': see,
  'people.show': seePerson,
  'people.timeline': seePerson,
  'people.mailings': seePerson,
  'people.links': seePerson,
  'people.told': seePerson,
  'people.previewOptIn': seePerson,
  'people.correctAddress': {
    least: 'editor',
    params: ofAddress,
    body: { address: 'corrected@example.com' },
  },
  'people.confirmAddress': {
    least: 'editor',
    params: ofAddress,
    body: { evidence: 'They rang and said so.' },
  },
  'people.optOut': { least: 'editor', params: of('personId'), body: { reason: 'asked' } },
  'people.liftOptOut': {
    least: 'editor',
    params: of('personId'),
    body: { evidence: 'A signed letter.' },
  },
  'consent.mayWrite': { least: 'viewer', body: { addresses: ['someone@example.com'] } },
  'why.person': seePerson,
  'why.campaign': {
    least: 'viewer',
    params: ({ personId, campaignId }) => ({ personId, campaignId }),
  },
  'people.addAddress': {
    least: 'editor',
    params: of('personId'),
    body: { address: 'second@example.com' },
  },
  'people.endAddress': { least: 'editor', params: ofAddress, body: {} },
  'people.makeAddressPrimary': { least: 'editor', params: ofAddress },
  'people.duplicates': see,
  'people.notSame': {
    least: 'editor',
    params: of('personId'),
    body: { otherId: 999_999 },
  },
  'people.merge': {
    least: 'editor',
    params: of('personId'),
    body: { otherId: 999_999 },
  },
  'people.mergeOutlook': { least: 'viewer', params: of('mergeId') },
  'people.undoMerge': { least: 'editor', params: of('mergeId') },
  'people.preferences': seePerson,
  'people.recordConsent': {
    least: 'editor',
    params: of('personId'),
    body: { state: 'implied', evidence: 'A mandate of 3 May.' },
  },
  'consent.policy': see,
  'consent.changePolicy': {
    least: 'administrator',
    body: { consentNeeded: 'none', impliedDays: 730, noticeDays: 30, seedIsExempt: false },
  },
  'consent.preview': { least: 'viewer', body: { consentNeeded: 'implied', seedIsExempt: false } },
  'consent.ending': see,
  'consent.countEnding': see,
  'consent.endingCsv': { least: 'editor' },
  'seeds.list': see,
  'seeds.add': { least: 'administrator', body: { address: 'Marchmain@example.com' } },
  'seeds.remove': { least: 'administrator', params: of('addressId') },
  'topics.list': see,
  'topics.create': { least: 'administrator', body: { name: 'Another topic' } },
  'topics.change': { least: 'administrator', params: of('topicId'), body: { name: 'Renamed' } },
  'topics.archive': { least: 'administrator', params: of('topicId') },
  'topics.restore': { least: 'administrator', params: of('topicId') },
  'topics.order': { least: 'administrator', body: { topicIds: [] } },
  'topicGroups.create': { least: 'administrator', body: { name: 'Another group' } },
  'topicGroups.rename': {
    least: 'administrator',
    params: ({ topicGroupId }) => ({ groupId: topicGroupId }),
    body: { name: 'Renamed' },
  },
  'topics.fromLists': {
    least: 'administrator',
    body: { lists: [{ connectionId: 1, externalId: 'unknown' }] },
  },
  'mappings.list': see,
  'mappings.preview': { least: 'viewer', body: { ...ESP_GROUP, topicIds: [1] } },
  'mappings.create': { least: 'administrator', body: { ...ESP_GROUP, topicIds: [1] } },
  'mappings.retire': { least: 'administrator', body: { ...ESP_GROUP, topicId: 1 } },
  'mappings.noteRename': { least: 'administrator', body: ESP_GROUP },
  'bounces.policy': see,
  'bounces.changePolicy': { least: 'administrator', body: { softTimes: 4, softDays: 10 } },
  'clickRules.list': see,
  'clickRules.add': {
    least: 'manager',
    body: { name: 'Tax', path: '/tax/*', outcomes: [{ kind: 'tag', name: 'Tax' }] },
  },
  'clickRules.change': {
    least: 'manager',
    params: of('ruleId'),
    body: { name: 'Tax', path: '/taxes/*', outcomes: [{ kind: 'tag', name: 'Tax' }] },
  },
  'clickRules.remove': { least: 'manager', params: of('ruleId') },
  'clickRules.preview': { least: 'viewer', body: { path: '/tax/*' } },
  'interests.list': see,
  'interests.save': { least: 'manager', body: { code: 'TAX', name: 'Tax' } },
  'interests.changeHalfLife': { least: 'manager', body: { halfLifeDays: 30 } },
  'interests.ofPerson': seePerson,
  'interests.state': { least: 'editor', params: of('personId'), body: { code: 'LAW' } },
  'interests.withdraw': {
    least: 'editor',
    params: ({ personId, statedId }) => ({ personId, statedId }),
  },
  'people.export': { least: 'editor' },
  'people.archive': { least: 'administrator', params: of('personId') },
  'erasures.preview': { least: 'administrator', params: of('personId') },
  'erasures.start': {
    least: 'administrator',
    params: of('personId'),
    body: { confirm: 'somebody else' },
  },
  'erasures.list': { least: 'administrator' },
  'erasures.show': { least: 'administrator', params: of('erasureId') },
  'erasures.log': { least: 'administrator' },
  'erasures.repeat': { least: 'administrator', body: 'person_id,person_hash,erased_at\n' },
  'imports.list': see,
  'imports.create': { least: 'manager', body: 'name,email\nNew Person,new.person@example.com\n' },
  'imports.show': seeImport,
  'imports.refusals': seeImport,
  'imports.refusalsCsv': { least: 'manager', params: of('importId') },

  'connectors.list': see,
  'connections.list': see,
  'connections.create': {
    least: 'administrator',
    body: { connector: 'constant-contact', settings: { clientId: 'client' } },
  },
  'connections.show': seeConnection,
  'connections.change': {
    least: 'administrator',
    params: of('connectionId'),
    body: { name: 'Another' },
  },
  'connections.remove': { least: 'administrator', params: of('connectionId') },
  'connections.authorise': {
    least: 'administrator',
    params: of('connectionId'),
    needsBrowser: true,
  },
  'connections.authorised': {
    least: 'administrator',
    query: 'state=unknown&code=unknown',
    needsBrowser: true,
  },
  'connections.check': { least: 'manager', params: of('connectionId') },
  'connections.lists': seeConnection,
  'connections.contacts': seeConnection,
  'connections.sync': { least: 'manager', params: of('connectionId') },
  'schedules.change': {
    least: 'administrator',
    params: ({ connectionId }) => ({ connectionId, kind: 'lists' }),
    body: { isOn: false },
  },
  'lists.list': seeConnection,
  'heldChanges.list': seeConnection,
  'heldChanges.decide': {
    least: 'administrator',
    params: of('heldChangeId'),
    body: { decision: 'refuse' },
  },
  'goingOut.show': seeConnection,
  'goingOut.plan': seeConnection,
  'goingOut.decide': {
    least: 'administrator',
    params: of('connectionId'),
    body: { decision: 'refuse', heldAt: '2026-05-01T00:00:00.000Z' },
  },
  'hooks.show': seeConnection,
  'hooks.makeAddress': { least: 'administrator', params: of('connectionId'), body: {} },
  'hooks.addKey': { least: 'administrator', params: of('connectionId'), body: { key: 'secret' } },
  'hooks.endKey': {
    least: 'administrator',
    params: ({ connectionId }) => ({ connectionId, keyId: 'none' }),
  },
  'hooks.close': {
    least: 'administrator',
    params: of('connectionId'),
    body: { isClosed: false },
  },
  'runs.list': see,
  'runs.show': { least: 'viewer', params: of('runId') },
  'runs.cancel': { least: 'manager', params: of('runId') },
  'problems.groups': see,
  'problems.list': see,
  'problems.count': see,
  'problems.show': { least: 'viewer', params: of('problemId') },
  'problems.surroundings': { least: 'manager', params: of('problemId') },
  'problems.fix': { least: 'manager', params: of('problemId'), body: { value: 'x@example.com' } },
  'problems.decideGroup': {
    least: 'manager',
    params: of('group'),
    body: { decision: 'retry' },
  },
  'problems.decide': {
    least: 'manager',
    params: of('problemId'),
    body: { decision: 'ignore' },
  },

  'tasks.list': see,
  'tasks.show': { least: 'viewer', params: of('taskId') },
  'tasks.cancel': { least: 'manager', params: of('taskId') },
  'tasks.undo': { least: 'manager', params: of('taskId') },
  'events.list': { least: 'viewer', query: 'campaignId=1&addressId=1' },
  'events.trace': { least: 'viewer', params: of('eventId') },
  'receipts.list': see,
  'receipts.show': { least: 'viewer', params: of('receiptId') },
  'receipts.rows': { least: 'viewer', params: of('receiptId') },
  'receipts.body': { least: 'manager', params: of('receiptId') },
  'receipts.readAgain': {
    least: 'manager',
    params: of('connectionId'),
    body: { since: '2026-01-01T00:00:00Z' },
  },

  'campaigns.list': see,
  'campaigns.show': seeCampaign,
  'campaigns.activity': { ...seeCampaign },
  'campaigns.links': { ...seeCampaign },
  'campaigns.log': { ...seeCampaign, query: 'figure=sent' },
  'campaigns.logCsv': {
    least: 'editor',
    params: of('campaignId'),
    query: 'figure=sent',
  },
  'campaigns.recipients': { ...seeCampaign },
  'campaigns.recipientsCsv': { least: 'editor', params: of('campaignId') },
  'campaigns.make': { least: 'editor', body: { name: 'New' } },
  'campaigns.draft': { ...seeCampaign },
  'campaigns.edit': {
    least: 'editor',
    params: of('campaignId'),
    body: { version: 1, subject: 'New' },
  },
  'campaigns.tell': { least: 'editor', params: of('campaignId') },
  'campaigns.test': {
    least: 'editor',
    params: of('campaignId'),
    body: { addresses: ['colleague@example.com'] },
  },
  'campaigns.schedule': { least: 'manager', params: of('campaignId'), body: { at: null } },
  'campaigns.cancel': { least: 'manager', params: of('campaignId') },
  'campaigns.discard': { least: 'editor', params: of('campaignId') },
  'campaigns.adopt': { least: 'editor', params: of('campaignId') },
  'connections.mailingChoices': { least: 'editor', params: of('connectionId') },
  'campaigns.sync': { least: 'manager', params: of('campaignId') },

  'reconciliation.list': see,
  'reconciliation.show': seeCampaign,
  'reconciliation.history': { ...seeCampaign, query: 'metric=sent' },
  'reconciliation.start': { least: 'manager', params: of('campaignId') },
  'reconciliation.rebuild': { least: 'manager', params: of('campaignId') },
  'alarms.list': see,
  'alarms.count': see,
  'alarms.silence': { least: 'manager', params: of('alarmId'), body: { until: null } },
  'freshness.list': see,
  'campaigns.freshness': { ...seeCampaign },
  'retention.show': see,
  'notifications.show': { ...see, needsBrowser: true },
  'notifications.change': { ...see, needsBrowser: true, body: { email: 'daily' } },
  'notifications.test': { ...see, needsBrowser: true },
  'webhooks.list': { least: 'administrator' },
  'webhooks.create': {
    least: 'administrator',
    body: { url: 'https://listener.example.com/hook' },
  },
  'webhooks.change': {
    least: 'administrator',
    params: of('webhookId'),
    body: { isPaused: false },
  },
  'webhooks.remove': { least: 'administrator', params: of('webhookId') },
  'webhooks.test': { least: 'administrator', params: of('webhookId') },
  'webhooks.deliveries': { least: 'administrator', params: of('webhookId') },
  'preferencePage.show': see,
  'preferencePage.change': { least: 'administrator', body: FIRM_WORDS },
  'preferencePage.preview': { ...see, body: { words: FIRM_WORDS, language: 'en' } },
  'preferencePage.changeKey': { least: 'administrator', body: {} },
  'preferenceLinks.make': { least: 'editor', body: { addresses: ['x@example.com'] } },
  'campaigns.setTopic': { least: 'editor', params: of('campaignId'), body: { topicId: null } },
  'doubts.count': see,
  'doubts.groups': see,
  'doubts.list': see,
  'doubts.decide': { least: 'editor', body: { decision: 'person', domain: 'nowhere.example' } },
}
