import type { WorldDefinition } from '../sandbox/index.ts'
import type { Random } from '../sandbox/random.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Contact = WorldDefinition['contacts'][number]
type Campaign = WorldDefinition['campaigns'][number]

/** Tens of people and a few campaigns: small, so that many worlds fit into a minute. */
export function smallWorld(random: Random): WorldDefinition {
  const listId = random.uuid()
  const people = random.int(8, 40)
  const campaigns = random.int(1, 3)
  return {
    name: `small-${random.int(1, 1e9)}`,
    account: {
      encodedAccountId: `p${random.int(1e9, 2e9)}`,
      organizationName: 'Example & Partners',
      firstName: 'Ada',
      lastName: 'Example',
      website: 'https://example.com',
      phone: '4145550100',
      timeZone: 'UTC',
      address: { line1: '1 High Street', city: 'York', state: '', postalCode: '1', country: 'GB' },
      emails: [{ address: 'news@example.com', confirmed: true, roles: ['CONTACT', 'REPLY_TO'] }],
    },
    people: [],
    lists: [{ listId, name: 'Letter', description: '', favorite: true, createdAfter: -400 * DAY }],
    contacts: Array.from({ length: people }, (_, place) =>
      contact(random.fork(`contact ${place}`), place, listId),
    ),
    campaigns: Array.from({ length: campaigns }, (_, place) =>
      campaign(random.fork(`campaign ${place}`), place, listId),
    ),
  }
}

function contact(random: Random, place: number, listId: string): Contact {
  const leaves = random.chance(0.2)
  const bounces = random.chance(0.2)
  return {
    contactId: random.uuid(),
    address: `${random.pick(['Reader', 'reader', 'zoë'])}${place}@${random.pick(DOMAINS)}`,
    firstName: 'Reader',
    lastName: String(place),
    jobTitle: '',
    companyName: '',
    city: '',
    country: 'GB',
    phone: '',
    listIds: [listId],
    permission: 'implicit',
    createdAfter: -300 * DAY + place,
    persona: random.pick(['avid', 'avid', 'regular', 'skimmer', 'never']),
    gateway: random.pick(['none', 'none', 'none', 'scanner', 'proxy']),
    device: random.pick(['computer', 'mobile', 'tablet', 'none']),
    ...(bounces && { bounces: random.pick(['B', 'D', 'F', 'S', 'V', 'X', 'Z'] as const) }),
    // Wishes no campaign caused, long before and while it is looked at.
    ...(leaves && {
      optOut: {
        after: random.pick([-random.int(1, 200), random.int(0, 4)]) * DAY + random.int(0, DAY),
        source: random.pick(['Account', 'Contact'] as const),
        reason: random.pick(['', 'no longer a client']),
      },
    }),
  }
}

const DOMAINS = ['example.com', 'example.org', 'post.example.net']

/** One was sent before the start, another goes out while it is looked at. */
function campaign(random: Random, place: number, listId: string): Campaign {
  const sendAfter = random.pick([-random.int(1, 60) * DAY, -random.int(1, 20) * HOUR, 30 * HOUR])
  const activityId = random.uuid()
  const resend = random.chance(0.3)
  return {
    campaignId: random.uuid(),
    name: `Letter ${place}`,
    type: 'CUSTOM_CODE_EMAIL',
    typeCode: 26,
    status: 'Sent',
    createdAfter: Math.min(sendAfter, 0) - 6 * DAY - place * HOUR,
    updatedAfter: sendAfter,
    fromName: 'Example & Partners',
    fromEmail: 'news@example.com',
    preheader: '',
    paragraphs: ['News.'],
    listIds: [listId],
    links: Array.from({ length: random.int(1, 4) }, (_, link) => ({
      urlId: String(1_100_000_000_000 + place * 10 + link),
      url: `https://example.com/${place}/${link}?q=ä#${link}`,
      text: `Link ${link}`,
      pull: 1 + link,
    })),
    activities: [
      { activityId, role: 'primary_email', subject: 'News', sendAfter, complaints: 0.05 },
      ...(resend
        ? [
            {
              activityId: random.uuid(),
              role: 'resend' as const,
              subject: 'Once more',
              sendAfter: sendAfter + 20 * HOUR,
            },
          ]
        : []),
    ],
  }
}
