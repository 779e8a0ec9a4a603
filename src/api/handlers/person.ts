/** A person as every route that shows or changes one answers it. */
import { consentOfPerson } from '../../consent/index.ts'
import type { Homing } from '../../homing.ts'
import { addressesOfPerson, ownOfPerson, personById } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Caller } from '../handler.ts'

/** In one transaction of the caller's workspace. */
export function within<T>(
  homing: Homing,
  caller: Caller,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return homing.database.inWorkspace(caller.workspaceId, work)
}

/** A change to a person, by whom and when. */
export function change<Params>(homing: Homing, caller: Caller, params: Params) {
  return { workspaceId: caller.workspaceId, actor: caller, now: homing.now(), ...params }
}

/** A person with addresses and consent; of one who was merged, who stands for it. */
export async function shownPerson(tx: Tx, { workspaceId }: Caller, personId: number) {
  const person = await personById(tx, workspaceId, personId)
  const addresses = await addressesOfPerson(tx, workspaceId, person.id)
  const consent = await consentOfPerson(tx, workspaceId, person.id)
  return {
    ...person,
    own: await ownOfPerson(tx, workspaceId, person.id),
    createdAt: person.createdAt.toISOString(),
    updatedAt: person.updatedAt.toISOString(),
    mergedFrom: person.mergedFrom.map((one) => ({ ...one, mergedAt: one.mergedAt.toISOString() })),
    addresses: addresses.map((address) => ({
      ...address,
      invalidSince: iso(address.invalidSince),
      softBouncesSince: iso(address.softBouncesSince),
      endedAt: iso(address.endedAt),
    })),
    consent: {
      isOptedOut: consent.isOptedOut,
      complainedAt: consent.complainedAt === null ? null : iso(new Date(consent.complainedAt)),
      optedOutAddressIds: consent.optedOutAddressIds,
      facts: consent.facts.map((fact) => ({
        ...fact,
        expiresAt: fact.expiresAt === null ? null : new Date(fact.expiresAt).toISOString(),
        occurredAt: new Date(fact.occurredAt).toISOString(),
        recordedAt: fact.recordedAt.toISOString(),
      })),
    },
  }
}

/** A moment as answers carry it. */
export function iso(moment: Date | null): string | null {
  return moment === null ? null : moment.toISOString()
}
