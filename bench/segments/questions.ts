import { CONSENT_STATES, type SegmentNode } from '../../src/lists/segments/index.ts'
import type { SegmentGround } from './ground.ts'

/** What firms ask, from one condition to several. */
export function questions(ground: SegmentGround): Record<string, SegmentNode> {
  const ever = { is: 'ever' } as const
  const within = (days: number) => ({ is: 'within', days }) as const
  const mail = { about: 'mail' as const, by: 'human' as const, campaignIds: [] as number[] }
  const mayWrite: SegmentNode = { about: 'consent', is: 'may_write', topicId: null }
  const inBath: SegmentNode = { about: 'field', field: 'city', is: 'is', values: ['Bath'] }
  const wasSentOne: SegmentNode = {
    ...mail,
    what: 'sent',
    campaignIds: ground.campaignIds.slice(0, 1),
    when: ever,
  }
  const opened180: SegmentNode = { ...mail, what: 'opens', when: within(180) }
  return {
    'city is Bath': inBath,
    'name contains "son 12"': {
      ...{ about: 'field', field: 'name', is: 'contains', values: ['son 12'] },
    },
    'has an external id': { about: 'field', field: 'external_id', is: 'known', values: [] },
    'has an address': { about: 'field', field: 'address', is: 'known', values: [] },
    'has a valid address': { about: 'address', is: 'valid' },
    'company contains "12"': { about: 'field', field: 'company', is: 'contains', values: ['12'] },
    'may be written to': mayWrite,
    'may be written to about a topic': { ...mayWrite, topicId: ground.topicIds[0]! },
    ...Object.fromEntries(
      CONSENT_STATES.map((is) => [`consent is ${is}`, { about: 'consent', is, topicId: null }]),
    ),
    'left everything': { about: 'consent', is: 'opted_out', topicId: null },
    'left a topic': { about: 'consent', is: 'opted_out', topicId: ground.topicIds[0]! },
    'was sent a campaign': wasSentOne,
    'was sent anything': { ...mail, what: 'sent', when: ever },
    opened: { ...mail, what: 'opens', when: ever },
    'opened in 180 days': opened180,
    'opened nothing in 180 days': { not: opened180 },
    'clicked a link like "tax"': {
      ...{ about: 'link', is: 'contains', url: 'tax', by: 'human', campaignIds: [] },
      when: ever,
    },
    bounced: { ...mail, what: 'bounces', when: ever },
    'on an own list': { about: 'list', listIds: ground.listIds.slice(0, 1) },
    'on a list of the ESP': { about: 'esp_list', listIds: ground.espListIds },
    'not on a list of the ESP': { not: { about: 'esp_list', listIds: ground.espListIds } },
    'a list, may write, opened nothing in 180 days': {
      all: [
        { about: 'list', listIds: ground.listIds.slice(0, 1) },
        mayWrite,
        { not: opened180 },
        { not: { about: 'list', listIds: ground.listIds.slice(1) } },
      ],
    },
    'Bath or clicked, was sent one, not bounced': {
      all: [
        { any: [inBath, { ...mail, what: 'clicks', when: within(90) }] },
        wasSentOne,
        { not: { ...mail, what: 'bounces', when: ever } },
      ],
    },
  }
}
