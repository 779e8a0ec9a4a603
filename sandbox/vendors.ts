import { actOn } from './act-on/kind.ts'
import { campaignMaster } from './campaign-master/kind.ts'
import { constantContact } from './constant-contact/kind.ts'
import { databaseCrm } from './database/kind.ts'
import { emma } from './emma/kind.ts'
import { highRoad } from './highroad/kind.ts'
import { hylafax } from './hylafax/kind.ts'
import { informz } from './informz/kind.ts'
import { magnetMail } from './magnetmail/kind.ts'
import { sqlServerCrm } from './sqlserver/kind.ts'
import { sugarMarket } from './sugar-market/kind.ts'
import { sugarCrm } from './sugarcrm/kind.ts'
import { openCrm } from './opencrm/kind.ts'
import { netForum } from './netforum/kind.ts'
import { salesforce } from './salesforce/kind.ts'
import { suiteCrm } from './suitecrm/kind.ts'
import type { VendorKind } from './vendor.ts'

/** Every vendor that can be simulated, by the name it is asked for with. */
export const vendors = {
  'constant-contact': constantContact,
  'act-on': actOn,
  emma,
  informz,
  magnetmail: magnetMail,
  highroad: highRoad,
  'campaign-master': campaignMaster,
  'sugar-market': sugarMarket,
  hylafax,
  suitecrm: suiteCrm,
  sugarcrm: sugarCrm,
  opencrm: openCrm,
  netforum: netForum,
  salesforce,
  database: databaseCrm,
  'database-sqlserver': sqlServerCrm,
} as const satisfies Record<string, VendorKind>

export type VendorName = keyof typeof vendors

export function isVendor(name: string): name is VendorName {
  return name in vendors
}
