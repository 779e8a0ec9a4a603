import {
  asObject,
  Failure,
  type Mailing,
  type MailingsPart,
  type RemoteMailing,
  type TestAsk,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { call, callOnce, idOf, numberOf, TITLE } from './client.ts'
import { dataOf, fields, lacks, limits, optionsOf, UNTOLD } from './mailing-content.ts'
import { allUnsubLists } from './unsub-lists.ts'

/** No limit is documented: a careful guess. */
const TEST_ADDRESSES_MAX = 10
const TESTS_PER_DAY = 100

/** A campaign is made, tested and launched; its content is all that is told of it. */
export const mailings: MailingsPart = {
  fields,
  limits,
  rules: [
    'HighRoad sends it at once: how a later moment is written, and in which zone, is not said.',
    'What was launched cannot be called back from outside.',
    'It tells nobody how a campaign stands. Homing launches it once; where the answer is lost, '
      + 'somebody has to look there, and Homing never launches it again.',
    'Of a campaign it tells the content alone. Of all else, what it was told last counts as held.',
    'It lets no program find or delete a campaign: where the answer to its making is lost, another '
      + 'is made, and the first stays there unsent.',
    'The sender is an address of a domain that is set up for sending at HighRoad.',
    'Whoever is on an unsub list that stands for everything does not get it; whoever leaves by its '
      + 'link goes on its own unsub list.',
    'The list is told with the launch, and one alone: choose one list. Before, everybody on it is '
      + 'read, which takes HighRoad a while: some two contacts a second of the whole account.',
    'What happened to each mail comes home by files.',
  ],
  blankHtml: '<p>\n\n</p>\n',
  lacks,
  tags: () => [],
  senders: async () => [],
  create,
  read,
  update,
  tellsListsWhenSent: true,
  sendTest: { addressesMax: TEST_ADDRESSES_MAX, perDay: TESTS_PER_DAY, call: sendTest },
  launch: { prepare, call: launch },
}

/** Empty yet: what it says is told by update, which may be done twice. */
async function create(vendor: Vendor, mailing: Mailing): Promise<{ id: string }> {
  const made = asObject(await callOnce(vendor, 'campaign.create', dataOf(mailing)))
  const id = idOf(made?.['id'])
  if (id === null) throw unreadable(TITLE, 'A new campaign has no id.')
  return { id }
}

async function read(vendor: Vendor, id: string, name: string): Promise<RemoteMailing | null> {
  const html = await messageOf(vendor, id)
  if (html === null) return null
  return {
    ...{ id, name, status: 'draft', updatedAt: null, activities: [], lists: [] },
    content: {
      ...{ subject: '', preheader: '', fromName: '', fromAddress: '', replyTo: '', fields: {} },
      html,
    },
    ...{ untold: UNTOLD, otherAudience: null, scheduledFor: null, record: null },
  }
}

/** There is no such campaign, or none for this user: a client takes both for the former. */
const GONE: readonly unknown[] = [207, 208]

async function messageOf(vendor: Vendor, id: string): Promise<string | null> {
  try {
    const html = await call(vendor, 'campaign.getMessage', numberOf(id), 'html')
    if (typeof html === 'string') return html
  } catch (error) {
    if (error instanceof Failure && GONE.includes(error.code)) return null
    throw error
  }
  throw unreadable(TITLE, 'The content of a campaign is no text.')
}

/** The content comes behind the options, as it alone is read back; published, it can be sent. */
async function update(vendor: Vendor, { id }: RemoteMailing, mailing: Mailing): Promise<undefined> {
  const number = numberOf(id)
  const options = optionsOf(mailing, await allUnsubLists(vendor))
  await call(vendor, 'campaign.update', number, dataOf(mailing))
  await call(vendor, 'campaign.setAllOptions', number, options)
  await call(vendor, 'campaign.setMessage', number, 'html', mailing.html)
  await call(vendor, 'campaign.publish', number)
}

async function sendTest(vendor: Vendor, { id }: RemoteMailing, ask: TestAsk): Promise<void> {
  await callOnce(vendor, 'campaign.sendTest', numberOf(id), ask.addresses, {})
}

async function prepare(
  vendor: Vendor,
  { id }: RemoteMailing,
  lists: readonly string[],
): Promise<void> {
  const [list, ...others] = lists
  if (list === undefined || others.length > 0) {
    throw new Failure('refused', `A campaign at ${TITLE} goes to one list.`, {
      whoMustAct: 'you',
      remedy: 'Choose one list, or make a campaign of each.',
    })
  }
  await call(vendor, 'campaign.update', numberOf(id), { list_id: numberOf(list) })
  await call(vendor, 'campaign.publish', numberOf(id))
}

/** Faults that are listed as a refusal of what was asked: nothing was begun. */
const REFUSED: readonly unknown[] = [
  ...[201, 202, 203, 204, 205, 206, 207, 208, 209, 210, 211, 214],
  ...[301, 302, 303, 304, 305, -32600, -32601, -32602, -32700, -32701, -32702],
]

/**
 * Without a moment it is sent at once (a client). A fault that is on no list, 200 above all, is a
 * call that failed inside: how far it came is not known.
 */
async function launch(vendor: Vendor, { id, name }: RemoteMailing): Promise<void> {
  try {
    await callOnce(vendor, 'campaign.launch', numberOf(id), { launch_label: name })
  } catch (error) {
    const isFault = error instanceof Failure && error.code !== null
    if (!isFault || REFUSED.includes(error.code)) throw error
    throw new Failure('unreadable', error.message, { whoMustAct: 'you', cause: error })
  }
}
