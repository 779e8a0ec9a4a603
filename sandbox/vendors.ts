import { actOn } from './act-on/kind.ts'
import { constantContact } from './constant-contact/kind.ts'
import { emma } from './emma/kind.ts'
import { hylafax } from './hylafax/kind.ts'
import { informz } from './informz/kind.ts'
import { magnetMail } from './magnetmail/kind.ts'
import { openCrm } from './opencrm/kind.ts'
import { suiteCrm } from './suitecrm/kind.ts'
import type { VendorKind } from './vendor.ts'

/** Every vendor that can be simulated, by the name it is asked for with. */
export const vendors = {
  'constant-contact': constantContact,
  'act-on': actOn,
  emma,
  informz,
  magnetmail: magnetMail,
  hylafax,
  suitecrm: suiteCrm,
  opencrm: openCrm,
} as const satisfies Record<string, VendorKind>

export type VendorName = keyof typeof vendors

export function isVendor(name: string): name is VendorName {
  return name in vendors
}
