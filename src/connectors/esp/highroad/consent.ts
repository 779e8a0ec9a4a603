import {
  type ConsentPart,
  Failure,
  type JsonObject,
  type RemoteConsent,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { call, idOf, idsIn, numberOf, rowsIn, textIn, TITLE } from './client.ts'
import { UNSUBSCRIBED } from './contacts.ts'
import { settingsOf } from './settings.ts'
import { allUnsubLists, takeBack, unsubListsOf, unsubscribe } from './unsub-lists.ts'

export const consent: ConsentPart = {
  unmailableWords: [UNSUBSCRIBED],
  rules: {
    optOut:
      'Homing puts the address on every unsub list of the account, or on those in the settings: no '
      + 'campaign that heeds one of them goes there any more. No reason is kept.',
    leave: 'HighRoad takes the contact off the list; it stays a contact, mailed as before.',
    resubscribe: 'Homing takes the address off the same unsub lists.',
  },
  find,
  async optOut(vendor, { address }) {
    const on = new Set(await unsubListsOf(vendor, address))
    const lacking = (await allUnsubLists(vendor)).filter((id) => !on.has(id))
    await unsubscribe(vendor, address, lacking)
    // What the calls answer is not documented: only what the vendor holds then is certain.
    if (await isOut(vendor, address)) return
    throw refused(
      `${TITLE} did not put the address on every unsub list.`,
      'Put it on them there by hand.',
    )
  },
  async leave(vendor, { record }, groups) {
    for (const contact of idsOf(record)) {
      for (const { id } of groups) {
        await call(vendor, 'contact.removeList', numberOf(contact), numberOf(id))
      }
    }
  },
  resubscribe: {
    takes: 'at_once',
    async call(vendor, { address, id }, lists) {
      const all = await allUnsubLists(vendor)
      const held = async () =>
        (await unsubListsOf(vendor, address)).filter((on) => all.includes(on))
      await takeBack(vendor, address, await held())
      if ((await held()).length > 0) {
        throw refused(`${TITLE} left the address on an unsub list.`, 'Take it off there by hand.')
      }
      for (const list of lists) await call(vendor, 'contact.addList', numberOf(id), numberOf(list))
    },
  },
}

/** An address may belong to several contacts; being out belongs to the address itself. */
async function find(vendor: Vendor, address: string): Promise<RemoteConsent | null> {
  const table = numberOf(settingsOf(vendor.settings).coreTableId)
  const wanted = address.toLowerCase()
  const rows = rowsIn(await call(vendor, 'contact.search', table, { email: address })).filter(
    (row) => textIn(row, 'email').toLowerCase() === wanted,
  )
  if (rows.length === 0) return null
  const ids = rows.map(contactId)
  const lists = new Set<string>()
  for (const id of ids) {
    const on = idsIn(await call(vendor, 'contact.lists', numberOf(id)))
    for (const list of on) lists.add(list)
  }
  const held = textIn(rows[0]!, 'email')
  const out = await isOut(vendor, held)
  return {
    id: ids[0]!,
    address: held,
    state: out ? 'opted_out' : 'mailable',
    permission: out ? UNSUBSCRIBED : '',
    optedOutAt: null,
    groups: [...lists].map((id) => ({ kind: 'list', id })),
    record: ids,
  }
}

async function isOut(vendor: Vendor, address: string): Promise<boolean> {
  const on = new Set(await unsubListsOf(vendor, address))
  return (await allUnsubLists(vendor)).every((id) => on.has(id))
}

function contactId(row: JsonObject): string {
  const id = idOf(row['id'])
  if (id === null) throw unreadable(TITLE, 'A contact has no id.')
  return id
}

function idsOf(record: unknown): string[] {
  return record as string[]
}

function refused(sentence: string, remedy: string): Failure {
  return new Failure('refused', sentence, { whoMustAct: 'you', remedy })
}
