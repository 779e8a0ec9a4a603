/** What of a campaign is asked of its ESP while somebody waits for the answer. Throws Failure. */
import { audit } from '../../accounts/index.ts'
import {
  ableConnection,
  adoptDraft,
  differencesOf,
  findDraft,
  refuseLacks,
  REPLACED,
  sendingLacksOf,
  type Draft,
} from '../../campaigns/index.ts'
import { openVendor, readLists, type By, type Place } from '../../connections/index.ts'
import type { MailingSender, MasterMailing, RemoteList } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import { notFound, Refused } from '../../platform/refused.ts'
import { wishedThere } from './settled.ts'

/** A person waits for the answer. */
const ASK_MS_MAX = 60_000

interface Choices {
  /** Epoch milliseconds. */
  asOf: number
  lists: RemoteList[]
  senders: MailingSender[]
  /** What can be copied; empty where content is told. */
  masters: MasterMailing[]
}

/** What a campaign can be made with at a connection, read now. */
export async function mailingChoices(
  homing: Homing,
  at: Place & { signal: AbortSignal },
): Promise<Choices> {
  const { part, copies, vendor } = await open(homing, at)
  const senders = (await part?.senders(vendor)) ?? []
  const masters = (await copies?.masters(vendor)) ?? []
  return { asOf: homing.now(), lists: await readLists(homing, at), senders, masters }
}

/**
 * Has the ESP send a test of what it holds. Refused unless that is just what is written here, or
 * beyond what the ESP takes. The addresses are kept nowhere.
 */
export async function sendTest(
  homing: Homing,
  by: By,
  ask: { campaignId: number; addresses: string[]; message: string; signal: AbortSignal },
): Promise<void> {
  const { campaignId, addresses, message, signal } = ask
  const { workspaceId } = by
  const draft = await homing.database.inWorkspace(workspaceId, async (tx) => {
    const found = await findDraft(tx, { workspaceId, campaignId })
    if (found.connectionId !== null) {
      const { connector } = await ableConnection(tx, homing, found.connectionId)
      const anyList = found.lists.length > 0 ? found.lists : [{ id: '', name: '' }]
      const lacks = sendingLacksOf({ ...found, lists: anyList }, connector, connector.title)
      refuseLacks(
        lacks.filter(({ field }) => field !== 'lists'),
        'No test can be sent yet: ',
      )
    }
    return found
  })
  if (draft.connectionId === null || draft.externalId === null) {
    throw new Refused(409, 'No e-mail service holds this campaign yet.', {
      field: 'connectionId',
      remedy: 'Choose a connection and sync first.',
    })
  }
  const place = { workspaceId, connectionId: draft.connectionId, signal }
  const { part, vendor, title } = await open(homing, place)
  if (part?.sendTest === undefined) throw new Refused(409, `${title} sends no tests for others.`)
  const { addressesMax } = part.sendTest
  if (addresses.length > addressesMax) {
    throw new Refused(422, `${title} takes ${addressesMax} addresses at a time.`, {
      field: 'addresses',
      remedy: 'Send the others another test.',
    })
  }
  const name = wishedThere(draft).name
  const held = await part.read(vendor, draft.externalId, name)
  if (held === null || isOther(draft, held)) {
    throw new Refused(409, `${title} does not hold what is written here any more.`, {
      remedy: 'Sync it again; then send the test.',
    })
  }
  await part.sendTest.call(vendor, held, { addresses, message })
  await homing.database.inWorkspace(workspaceId, (tx) =>
    audit(tx, {
      actor: by,
      action: 'test_campaign',
      subject: 'campaign',
      subjectId: campaignId,
      sentence: `Had ${title} send ${addresses.length} tests of ${draft.mailing.name}.`,
      at: homing.now(),
    }),
  )
}

function isOther(draft: Draft, held: Parameters<typeof differencesOf>[1]): boolean {
  const wished = { mailing: wishedThere(draft), lists: draft.lists }
  return differencesOf(wished, held).some(({ field }) => field !== 'lists')
}

/** Takes over a draft that was found at its ESP, as it stands there this moment. */
export async function adoptFound(
  homing: Homing,
  by: By,
  { campaignId, signal }: { campaignId: number; signal: AbortSignal },
): Promise<void> {
  const { workspaceId } = by
  const identity = await homing.database.inWorkspace(workspaceId, (tx) =>
    tx
      .selectFrom('campaign_identity')
      .innerJoin('campaign', 'campaign.id', 'campaign_id')
      .select(['connection_id', 'external_id', 'name'])
      .where('campaign_identity.workspace_id', '=', workspaceId)
      .where('campaign_id', '=', campaignId)
      .where('kind', '=', 'campaign')
      .where('role', '<>', REPLACED)
      .orderBy('connection_id')
      .limit(1)
      .executeTakeFirst(),
  )
  if (identity === undefined)
    throw notFound('campaign of an e-mail service with number', campaignId)
  const { connection_id: connectionId, external_id: externalId, name } = identity
  const { part, vendor, title } = await open(homing, { workspaceId, connectionId, signal })
  if (part === undefined) {
    throw new Refused(409, `${title} takes no content, so it cannot be written here.`, {
      remedy: 'Make a campaign that is a copy of it.',
    })
  }
  const remote = await part.read(vendor, externalId, name)
  await homing.database.inWorkspace(workspaceId, (tx) =>
    adoptDraft(tx, by, { campaignId, connectionId, title, now: homing.now() }, remote),
  )
}

async function open(
  homing: Homing,
  { workspaceId, connectionId, signal }: Place & { signal: AbortSignal },
) {
  const { connector, vendor } = await openVendor(homing, workspaceId, connectionId, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(ASK_MS_MAX)]),
    purpose: 'person',
  })
  const { mailings: part, copies } = connector
  if (part === undefined && copies === undefined) {
    throw new Refused(409, `${connector.title} cannot be given campaigns.`)
  }
  return { part, copies, vendor, title: connector.title }
}
