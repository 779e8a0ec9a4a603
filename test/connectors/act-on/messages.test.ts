import { describe, expect, it } from 'vitest'
import { actOn } from '../../../src/connectors/esp/act-on/index.ts'
import type { RemoteCampaign } from '../../../src/connectors/index.ts'
import { good, scripted } from './line.ts'

const { feedback, totals } = actOn

/** As the reference and as the help pages show a message of the list. */
const REFERENCE = {
  name: 'Monthly Update',
  msgId: 's-0001-2409',
  timeStamp: '1725641452528',
  senderName: 'Ada',
  senderEmail: 'ada@firm.example',
}
const HELP = {
  title: 'Older one',
  msg_id: 's-0002-2408',
  timestamp: 1_724_000_000_000,
  sender_name: 'Ada',
  sender_email: 'ada@firm.example',
}
const REPORT = {
  status: 'ok',
  sent: 9,
  delivered: 8,
  bounced: 1,
  opened: [2, 8],
  clicked: [1, 3],
  optout: 1,
  spam: 0,
  subject: 'What is new',
  title: 'Monthly Update',
}
const list = (...msgresult: unknown[]) =>
  good({ offset: 0, count: 1000, totalCount: msgresult.length, msgresult })

async function listed(since: number | null) {
  const { vendor, asked } = scripted(list(REFERENCE, HELP), list(), list())
  const found: RemoteCampaign[] = []
  for await (const page of feedback!.campaigns(vendor, since)) found.push(...page)
  return { found, asked: asked() }
}

describe('Act-On, messages', () => {
  it('are listed by type, in either spelling', async () => {
    const { found, asked } = await listed(null)
    expect(found).toMatchObject([
      { id: 's-0001-2409', name: 'Monthly Update', status: 'sent', updatedAt: 1_725_641_452_528 },
      { id: 's-0002-2408', name: 'Older one', status: 'sent', updatedAt: 1_724_000_000_000 },
    ])
    expect(asked).toEqual(
      ['SENT', 'TRIGGERED', 'FAILED'].map(
        (type) => `/api/1/message?type=${type}&count=1000&offset=0`,
      ),
    )
  })

  it('sent before the moment asked for are left out', async () => {
    expect((await listed(1_725_000_000_000)).found).toHaveLength(1)
  })

  it('take one more request each, for the subject', async () => {
    const { found } = await listed(null)
    const { vendor, asked } = scripted(good(REPORT))
    expect(await feedback!.campaign(vendor, 's-0001-2409', found[0])).toEqual({
      id: 's-0001-2409',
      name: 'Monthly Update',
      status: 'sent',
      updatedAt: 1_725_641_452_528,
      createdAt: 1_725_641_452_528,
      subject: 'What is new',
      fromName: 'Ada',
      fromAddress: 'ada@firm.example',
      sentAt: 1_725_641_452_528,
      activities: [{ id: 's-0001-2409', role: 'message' }],
    })
    expect(asked()).toEqual(['/api/1/message/s-0001-2409/report'])
  })

  it('are looked for in the list where only the id is known', async () => {
    const { vendor } = scripted(good(REPORT), list(HELP, REFERENCE))
    expect(await feedback!.campaign(vendor, 's-0001-2409')).toMatchObject({
      fromName: 'Ada',
      status: 'sent',
    })
    const gone = scripted(good(REPORT), list(), list(), list())
    expect(await feedback!.campaign(gone.vendor, 's-0001-2409')).toMatchObject({
      name: 'Monthly Update',
      status: 'removed',
      activities: [],
    })
  })

  it('have totals in pairs, and none where they were deleted', async () => {
    const gone = { status: 400, body: { errorCode: 10030, message: 'Invalid or deleted message' } }
    const { vendor } = scripted(good({ ...REPORT, spam: 'many' }), gone)
    expect(await totals!.read(vendor, ['s-0001-2409', 's-0002-2408'])).toEqual([
      {
        campaignId: 's-0001-2409',
        sent: 9,
        delivered: 8,
        uniqueOpens: 2,
        opens: 8,
        uniqueClicks: 1,
        clicks: 3,
        bounces: 1,
        optOuts: 1,
        countedAt: null,
      },
    ])
  })
})
