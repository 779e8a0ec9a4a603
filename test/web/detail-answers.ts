import type { Campaign } from './feedback-world.ts'
import type { AnswerTo } from '../../src/web/api.ts'

const LETTER = `<h1>Spring client letter</h1>
<p>Dear clients, <a href="https://www.example.com/insights/estate-planning/">estate planning</a> has
changed; and there is <a href="https://www.example.com/events/summer">a reception</a>.</p>
<p><a href="https://www.example.com/not-clicked">Nobody went here</a></p>`

/** A mail two of whose links were clicked. */
export const MAIL: AnswerTo<'campaigns.mail'> = {
  html: `<html><head><style>h1 { color: #333 }</style></head><body>${LETTER}</body></html>`,
  state: 'kept',
  readAt: '2026-05-03T12:00:00.000Z',
}

/** The same with what must not get out of its frame. */
export const HOSTILE_MAIL: AnswerTo<'campaigns.mail'> = {
  ...MAIL,
  html: `<html><head><style>h1 { color: #333 }</style></head><body>${LETTER}
<img src="https://tracker.example/pixel.gif" alt="Our office"><img src=x onerror="alert(1)">
<script>top.document.title = 'taken'</script><form action="https://tracker.example"><input></form>
<link rel="stylesheet" href="https://tracker.example/a.css"><iframe src="https://tracker.example">
</iframe><p style="background: url(https://tracker.example/b.gif)">The end.</p></body></html>`,
}

/** Three domains that share the figures: one of one, one that refuses, and the rest. */
export function domainsOf(campaign: Campaign | undefined): AnswerTo<'campaigns.domains'> {
  if (campaign === undefined) return { items: [], rest: null }
  const { sent, delivered, bounces, opens, clicks } = campaign.figures
  const whole = {
    sent: sent.count,
    delivered: delivered?.count ?? 0,
    bounces: bounces?.count ?? 0,
    opens: opens?.count ?? 0,
    clicks: clicks?.count ?? 0,
  }
  const refusing = { sent: 40, delivered: 19, bounces: 21, opens: 3, clicks: 0 }
  const single = { sent: 1, delivered: 1, bounces: 0, opens: 1, clicks: 1 }
  const names = ['sent', 'delivered', 'bounces', 'opens', 'clicks'] as const
  const left = Object.fromEntries(
    names.map((name) => [name, whole[name] - refusing[name] - single[name]]),
  ) as typeof whole
  return {
    items: [
      { domain: 'refusing.example', ...refusing },
      { domain: 'mail.example.com', ...left },
      { domain: 'a-very-long-name-of-a-domain-of-a-subsidiary.example', ...single },
    ],
    rest: null,
  }
}

export const READ_WITH: AnswerTo<'campaigns.readWith'>['items'] = [
  row('Outlook/computer', [410, 120], [610, 30, 0]),
  row('Apple Mail/phone', [260, 71], [402, 0, 0]),
  row('/', [190, 60], [280, 0, 0]),
  row('Gmail’s picture proxy/', [0, 0], [0, 0, 270]),
  row('/tablet', [21, 4], [25, 8, 0]),
]

function row(
  readWith: string,
  [opens, clicks]: [number, number],
  [humanOpens, machineOpens, proxyOpens]: [number, number, number],
) {
  const [program, device] = readWith.split('/')
  return {
    readWith,
    program: program || null,
    device: (device || null) as 'phone' | 'tablet' | 'computer' | null,
    ...{ opens, clicks, humanOpens, machineOpens, proxyOpens },
  }
}

export const WEEK_HOURS: AnswerTo<'campaigns.hours'>['items'] = Array.from(
  { length: 60 },
  (_, place) => ({
    weekday: 1 + (Math.floor(place / 12) % 7),
    hour: 7 + (place % 12),
    opens: 3 + ((place * 37) % 130),
    clicks: (place * 11) % 40,
  }),
)
