import { compareDetails, type PushOf } from '../../src/audience/index.ts'
import { openVendor } from '../../src/connections/index.ts'
import {
  fieldsThere,
  makeField,
  mappingOf,
  saveMapping,
  type NewMapping,
} from '../../src/mapping/index.ts'
import type { Rule } from '../../src/mapping/rules/index.ts'
import { sql } from '../database.ts'
import { pushWorld, type PushWorld } from '../sync/pushes/world.ts'

type Contact = ReturnType<PushWorld['sandbox']['truth']>['contacts'][number]

export interface MappingWorld extends PushWorld {
  /** Saves rules over the fields as they are now, besides the suggested ones. */
  map(rules: NewMapping['rules'], sendsChanges?: boolean): Promise<void>
  makeField(label: string, kind?: 'text' | 'number' | 'date'): Promise<string>
  /** A field with a choice of answers, made past Homing; its id. */
  makeChoice(label: string, answers: readonly string[]): Promise<string>
  /** Somebody writes fields of a contact there, by their ids; Homing reads them with the next sync. */
  entered(address: string, values: Record<string, string>): Promise<void>
  /** A push of details that is planned, approved where it must be, and carried out. */
  send(): Promise<PushOf>
  /** A push of details, planned. */
  compare(): Promise<PushOf & { status: string }>
  /** Puts a field of some contacts' persons right, as a CRM's import would. */
  change(addresses: readonly string[], jobTitle: string): Promise<void>
  /** The one whose details the contact of an address gets. */
  personOf(address: string): Promise<number>
  /** What the ESP holds of a contact, told past its API. */
  there(address: string): Contact
  /** Somebody takes a contact off lists there, and Homing does not know. */
  takenOff(contactId: string, lists: readonly string[]): Promise<void>
}

/** The rule of a field filled with a source, and nothing else. */
export function plain(
  fieldId: string,
  source: Extract<Rule['from'], { source: unknown }>['source'],
): NewMapping['rules'][number] {
  return { fieldId, from: { source }, steps: [], fallback: '', owner: 'homing', comesHome: false }
}

/** A firm whose ESP is read, and whose contacts are filled by a mapping. */
export async function mappingWorld(): Promise<MappingWorld> {
  const world = await pushWorld()
  const { by, homing, connectionId } = world
  const place = { workspaceId: by.workspaceId, connectionId }
  const there = (address: string) =>
    world.sandbox.truth().contacts.find((one) => one.address.toLowerCase() === address)!
  const compare = async () => {
    const asked = { connectionId, by, now: homing.now() }
    const of = await world.inTx((tx) => compareDetails(tx, homing.connectors, asked))
    await world.work(1)
    return { ...of, status: (await world.status(of)).status }
  }
  return {
    ...world,
    compare,
    async send() {
      const of = await compare()
      if (of.status === 'held') await world.approve(of)
      else await world.start(of)
      await world.work()
      return of
    },
    async makeChoice(label, answers) {
      const { vendor } = await openVendor(homing, by.workspaceId, connectionId)
      const url = `${world.sandbox.url}/v3/contact_custom_fields`
      const choices = answers.map((choice_label, place) => ({ choice_label, display_order: place }))
      const metadata = { display_type: 'dropdown' }
      const json = { label, type: 'single_select', metadata, choices }
      const made = await vendor.http.request({ method: 'POST', url, json, isSafe: false })
      return (made.json() as { custom_field_id: string }).custom_field_id
    },
    async entered(address, values) {
      const { part, fields, vendor } = await fieldsThere(homing, place)
      const { contactId } = there(address)
      const told = Object.entries(values).map(([id, value]) => {
        return { field: fields.find((field) => field.id === id)!, value }
      })
      await part.write(vendor, contactId, told)
      world.sandbox.clock.advance(60_000)
    },
    personOf: (address) =>
      world.inTx(async (tx) => {
        const { rows } = await sql<{ id: number }>`
          select pa.person_id as id from person_address pa
          join address a on a.id = pa.address_id and a.canonical = ${address}
          where pa.ended_at is null order by pa.is_primary desc, pa.person_id limit 1`.execute(tx)
        return rows[0]!.id
      }),
    async map(rules, sendsChanges = false) {
      const esp = await fieldsThere(homing, place)
      await world.inTx(async (tx) => {
        const { version } = await mappingOf(tx, place, esp.part)
        const asked = { connectionId, version, rules, sendsChanges, by, now: homing.now() }
        await saveMapping(tx, asked, esp)
      })
    },
    makeField: async (label, kind = 'text') =>
      (await makeField(homing, { connectionId, by, label, kind })).id,
    change: (addresses, jobTitle) =>
      world.inTx(async (tx) => {
        await sql`
          update person set job_title = ${jobTitle} where id in (
            select distinct on (pa.address_id) pa.person_id from person_address pa
            join address a on a.id = pa.address_id
            where a.canonical = any(${[...addresses]}::text[]) and pa.ended_at is null
            order by pa.address_id, pa.is_primary desc, pa.person_id)`.execute(tx)
      }),
    there,
    async takenOff(contactId, lists) {
      const { connector, vendor } = await openVendor(homing, by.workspaceId, connectionId)
      await connector.audience!.takeOff(vendor, [{ id: contactId, address: '' }], lists)
      world.sandbox.clock.advance(60_000)
    },
  }
}
