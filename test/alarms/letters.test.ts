import { describe, expect, test } from 'vitest'
import type { AlarmView } from '../../src/alarms/alarms.ts'
import { letterOfDay, letterOfNews } from '../../src/alarms/letters.ts'

const PLACE = { publicUrl: 'https://homing.example', timeZone: 'Europe/Berlin' }
const NOWHERE = { ...PLACE, publicUrl: undefined }

function alarm(more: Partial<AlarmView> = {}): AlarmView {
  return {
    id: 1,
    rule: 'retention_ending',
    title: 'Feedback will be lost',
    state: 'open',
    severity: 'at_risk',
    sentence: 'Emma forgets the feedback of “Spring” in 3 days.',
    nextStep: 'Sync Emma.',
    whoMustAct: 'you',
    connection: { id: 3, name: 'Emma' },
    campaign: { id: 5, name: 'Spring' },
    since: '2026-05-03T22:30:00.000Z',
    dueAt: null,
    clearedAt: null,
    silencedUntil: null,
    silencedBy: null,
    ...more,
  }
}

const day = (open: AlarmView[], over: AlarmView[] = [], openCount = open.length) =>
  letterOfDay({ open, openCount, over, place: PLACE })

describe('the daily mail', () => {
  test('tells each alarm with who must act, since when by the firm’s clock, and its doors', () => {
    expect(day([alarm({ dueAt: '2026-12-01T08:00:00.000Z' })])).toEqual({
      subject: 'Today 1 thing needs you',
      body: [
        'Feedback will be lost',
        '  Emma forgets the feedback of “Spring” in 3 days.',
        '  You: Sync Emma.',
        '  At risk since 4 May 2026 at 00:30 (Europe/Berlin), '
          + 'worse on 1 December 2026 at 09:00 (Europe/Berlin)',
        '  Open Spring: https://homing.example/campaigns/5',
        '  Open Emma: https://homing.example/connections/3',
        '',
        'All alarms: https://homing.example/alarms',
        'What you are sent: https://homing.example/settings/notifications',
      ].join('\n'),
    })
  })

  test('begins with what is broken, then with what gets worse soonest', () => {
    const { body } = day([
      alarm({ title: 'Later', dueAt: '2026-12-02T00:00:00Z' }),
      alarm({ title: 'Sometime' }),
      alarm({ title: 'Sooner', dueAt: '2026-12-01T00:00:00Z' }),
      alarm({ title: 'Broken', severity: 'broken' }),
    ])
    expect(body.match(/^\w+$/gm)).toEqual(['Broken', 'Sooner', 'Later', 'Sometime'])
  })

  test('counts all there are, and names twenty', () => {
    const many = Array.from({ length: 200 }, (_, id) => alarm({ id, title: `Alarm ${id}` }))
    const { subject, body } = day(many, [], 1234)
    expect(subject).toBe('Today 1,234 things need you')
    expect(body.match(/^Alarm \d+$/gm)).toHaveLength(20)
    expect(body).toContain('And 1,214 more, all of them under the alarms.')
  })

  test('says when nothing is left, and what is over since when', () => {
    const { subject, body } = day([], [alarm({ clearedAt: '2026-05-04T05:00:00.000Z' })])
    expect(subject).toBe('Today nothing needs you')
    expect(body).toContain(
      'Nothing needs you now.\n\nOver\n  Feedback will be lost (Spring), 4 May 2026 at 07:00 (Europe/Berlin)',
    )
  })

  test('leads to where an alarm about neither is mended', () => {
    const about = { connection: null, campaign: null }
    const { body } = day([alarm({ ...about, rule: 'view_not_sent' })])
    expect(body).toContain('Open Views, Sent by e-mail: https://homing.example/views/sent')
  })
})

test('where Homing has no address, a letter has no doors', () => {
  const { body } = letterOfNews({ raised: [alarm()], over: [], place: NOWHERE })
  expect(body).not.toContain('http')
  expect(body).toContain('All alarms are in Homing, under the bell.')
})
