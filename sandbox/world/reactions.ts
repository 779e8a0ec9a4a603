import type { Random } from '../random.ts'
import type { ContactDefinition, Device, LinkDefinition } from './definition.ts'
import { optOutReasons } from './names.ts'
import type { Cause, RowKind } from './rows.ts'
import { day, hour, minute, second } from './time.ts'

/** Something a recipient, or a machine before it, does after a message was handed over. */
export interface Reaction {
  kind: RowKind
  /** Milliseconds after the message was sent to this contact. */
  delay: number
  cause: Cause
  device?: Device
  link?: LinkDefinition
  reason?: string
}

export interface Message {
  links: readonly LinkDefinition[]
  /** A resend meets people who have already passed the message by once. */
  resend: boolean
  complaints: number
}

/** How often a person of each kind opens, follows a link, forwards and leaves. */
const habits = {
  avid: { opens: 0.94, clicks: 0.46, forwards: 0.05, leaves: 0.003, again: 0.7 },
  regular: { opens: 0.58, clicks: 0.14, forwards: 0.012, leaves: 0.012, again: 0.35 },
  skimmer: { opens: 0.27, clicks: 0.03, forwards: 0.003, leaves: 0.02, again: 0.1 },
  never: { opens: 0, clicks: 0.004, forwards: 0, leaves: 0.003, again: 0 },
} as const

/** Everybody has finished with a message by then. */
export const attention = 10 * day + 12 * hour

export function reactionsOf(
  contact: ContactDefinition,
  message: Message,
  random: Random,
): Reaction[] {
  const machine = machineReactions(contact, message, random.fork('machine'))
  return [...machine, ...personReactions(contact, message, random.fork('person'))]
}

function machineReactions(
  contact: ContactDefinition,
  message: Message,
  random: Random,
): Reaction[] {
  if (contact.gateway === 'scanner') return scan(message, random)
  if (contact.gateway === 'proxy' && random.chance(0.95)) {
    const delay = Math.min(random.delay(12 * minute, 1.1), 2 * hour)
    return [{ kind: 'opens', delay, cause: 'proxy', device: 'other' }]
  }
  return []
}

/** A scanner fetches the picture and every link within seconds of delivery. */
function scan(message: Message, random: Random): Reaction[] {
  const start = random.int(2, 9) * second + random.int(0, 999)
  const base = { cause: 'scanner', device: 'computer' } as const
  const clicks = message.links.map((link, index) => ({
    ...base,
    kind: 'clicks' as const,
    delay: start + 150 + index * random.int(40, 700),
    link,
  }))
  return [{ ...base, kind: 'opens', delay: start }, ...clicks]
}

function personReactions(contact: ContactDefinition, message: Message, random: Random): Reaction[] {
  const habit = habits[contact.persona]
  const reactions: Reaction[] = []
  const device = () => (random.chance(0.85) ? contact.device : random.pick(otherDevices))
  const add = (kind: RowKind, delay: number, more: Partial<Reaction> = {}) => {
    if (delay <= attention) reactions.push({ kind, delay, cause: 'person', ...more })
  }
  const eager = message.resend ? 0.35 : 1
  const first = Math.min(random.delay(5 * hour, 1.7), attention - 2 * hour)
  const opened = random.chance(habit.opens * eager)
  if (opened) {
    add('opens', first, { device: device() })
    let later = first
    while (random.chance(habit.again) && reactions.length < 6) {
      later += random.delay(9 * hour, 1.3)
      add('opens', later, { device: device() })
    }
  }
  // Somebody who never loads pictures clicks without ever having opened, as far as anyone knows.
  const clicked = random.chance(opened ? habit.clicks : habit.clicks * 0.05)
  if (clicked && message.links.length > 0)
    for (const one of follow(message, first, random))
      add('clicks', one.delay, { ...one, device: device() })
  if (random.chance(habit.forwards * eager)) add('forwards', first + random.delay(4 * minute, 1))
  if (random.chance(habit.leaves))
    add('optouts', leaving(first, random), { reason: reason(random) })
  if (random.chance(message.complaints)) add('abuse', first + random.delay(minute, 1))
  return reactions
}

const otherDevices: readonly Device[] = ['computer', 'mobile', 'tablet']

function follow(message: Message, opened: number, random: Random) {
  const clicks: { delay: number; link: LinkDefinition }[] = []
  let delay = opened + random.delay(50 * second, 0.9)
  do {
    const link = random.weighted(message.links.map((one) => [one, one.pull] as const))
    clicks.push({ delay, link })
    // The same page again after a while, to show it to somebody.
    if (random.chance(0.18)) clicks.push({ delay: delay + random.delay(20 * minute, 1.5), link })
    delay += random.delay(90 * second, 0.9)
  } while (random.chance(0.33) && clicks.length < 6)
  return clicks
}

/** Most leave at once; some come back to the message days later to do it. */
function leaving(opened: number, random: Random): number {
  const late = random.chance(0.3) ? random.delay(3 * day, 0.5) : random.delay(2 * minute, 0.8)
  return Math.min(opened + late, attention)
}

function reason(random: Random): string {
  return random.chance(0.4) ? '' : random.pick(optOutReasons)
}
