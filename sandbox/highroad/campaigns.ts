import type { ContactState } from '../world/world.ts'
import { isArray, type Struct, type Value } from '../xmlrpc/index.ts'
import { given, struct, text, whole, wholes } from './asked.ts'
import type { Letter } from './campaign-book.ts'
import { codes, Refused } from './errors.ts'
import { listId, listNumbered } from './ids.ts'
import type { Method } from './methods.ts'
import { unsubNumbered } from './unsubs.ts'
import type { Vendor } from './vendor.ts'

const create: Method = (vendor, [data], now) => {
  const asked = struct(data, 'data')
  const listIds = audience(vendor, asked)
  const name = text(asked.name, 'name')
  const projectId = whole(asked.project_id, 'project_id')
  const description = text(given(asked.description) ?? '', 'description')
  const letter = vendor.campaigns.create({ name, description, projectId }, now)
  vendor.campaigns.rewrite(letter, listIds ?? [], now)
  return shown(vendor, letter)
}

const update: Method = (vendor, [id, data], now) => {
  const letter = numbered(vendor, id)
  const asked = struct(data, 'data')
  const listIds = audience(vendor, asked) ?? letter.campaign.listIds
  const { name, description, project_id: projectId } = asked
  if (given(description) !== undefined) letter.description = text(description, 'description')
  if (given(projectId) !== undefined) letter.projectId = whole(projectId, 'project_id')
  if (given(name) !== undefined) {
    vendor.world.campaigns.rename(letter.campaign, text(name, 'name'), now)
  }
  vendor.campaigns.rewrite(letter, listIds, now)
  return shown(vendor, letter)
}

/** The lists a campaign is for; undefined where nothing is said of them. */
function audience({ world }: Vendor, asked: Struct): string[] | undefined {
  const id = given(asked.list_id)
  return id === undefined ? undefined : [listNumbered(world, whole(id, 'list_id')).listId]
}

const setAllOptions: Method = (vendor, [id, options], now) => {
  const letter = numbered(vendor, id)
  const asked = struct(options, 'options')
  const { unsub_list: unsubList, suppress_lists: suppressed } = asked
  for (const one of wholes(suppressed, 'suppress_lists')) unsubNumbered(vendor, one)
  if (given(unsubList) !== undefined) unsubNumbered(vendor, whole(unsubList, 'unsub_list'))
  letter.options = asked
  vendor.campaigns.rewrite(letter, letter.campaign.listIds, now)
  return 1
}

const setMessage: Method = (vendor, [id, format, content], now) => {
  const letter = numbered(vendor, id)
  letter.messages[formatOf(format)] = text(content, 'content')
  vendor.campaigns.rewrite(letter, letter.campaign.listIds, now)
  return 1
}

const getMessage: Method = (vendor, [id, format]) => {
  return numbered(vendor, id).messages[formatOf(format)]
}

function formatOf(value: Value | undefined): 'html' | 'text' {
  const format = text(value, 'format')
  if (format !== 'html' && format !== 'text') throw new Refused('format must be html or text')
  return format
}

/** Nothing that could not be sent is published. */
const publish: Method = (vendor, [id]) => {
  const letter = numbered(vendor, id)
  const { campaign, activity, messages } = letter
  const lacks = [
    ['a subject', activity.subject === ''],
    ['a sender', campaign.fromEmail === ''],
    ['a message', messages.html === '' && messages.text === ''],
  ] as const
  const lack = lacks.find(([, lacking]) => lacking)
  if (lack !== undefined) throw new Refused(`The campaign has no ${lack[0].slice(2)}`, codes.failed)
  letter.published = true
  return 1
}

/** Sends it, now or at a moment, to whoever is on its list by then and is not suppressed. */
const launch: Method = (vendor, [id, data], now) => {
  const { world, unsubs } = vendor
  const letter = numbered(vendor, id)
  if (!letter.published) throw new Refused('Campaign has not been published', codes.failed)
  if (letter.campaign.listIds.length === 0) throw new Refused('It has no list', codes.failed)
  const asked = given(data) === undefined ? {} : struct(data, 'data')
  const label = text(given(asked.launch_label) ?? '', 'launch_label')
  const at = Math.max(moment(asked.date_scheduled) ?? now, now)
  const suppressed = wholes(letter.options.suppress_lists, 'suppress_lists')
  const refuses = ({ address }: ContactState, then: number) => {
    return suppressed.some((one) => unsubs.has(one, address, then))
  }
  world.schedule(letter.campaign, at, now, { refuses })
  letter.launches.push({ label, at })
  return 1
}

/** A moment of the protocol, or one in words of ISO 8601; without a time zone it is UTC. */
function moment(value: Value | undefined): number | undefined {
  const asked = given(value)
  if (asked === undefined || asked === '') return undefined
  if (asked instanceof Date) return asked.getTime()
  const found = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:?\d\d)?$/.exec(
    text(asked, 'date_scheduled'),
  )
  const at = found ? Date.parse(`${found[1]}T${found[2]}${found[3] ?? 'Z'}`) : NaN
  if (Number.isNaN(at)) throw new Refused('date_scheduled is no moment')
  return at
}

const sendTest: Method = (vendor, [id, emails], now) => {
  const { campaign, activity } = numbered(vendor, id)
  if (!isArray(emails) || emails.length === 0) throw new Refused('emails must be an array')
  const addresses = emails.map((one) => text(one, 'emails'))
  const { campaignId } = campaign
  const { activityId } = activity
  vendor.world.campaigns.testSends.push({ at: now, campaignId, activityId, addresses })
  return 1
}

function numbered({ campaigns }: Vendor, id: Value | undefined): Letter {
  const found = campaigns.find(whole(id, 'id'))
  if (found === undefined) throw new Refused('There is no such campaign', codes.noObject)
  return found
}

function shown({ world }: Vendor, { id, campaign, description, projectId }: Letter): Struct {
  const [list] = campaign.listIds
  return {
    id,
    name: campaign.name,
    description,
    project_id: projectId,
    ...(list !== undefined && { list_id: listId(world, list) }),
  }
}

export const campaignMethods = {
  'campaign.create': create,
  'campaign.update': update,
  'campaign.setAllOptions': setAllOptions,
  'campaign.setMessage': setMessage,
  'campaign.getMessage': getMessage,
  'campaign.publish': publish,
  'campaign.launch': launch,
  'campaign.sendTest': sendTest,
} satisfies Record<string, Method>
