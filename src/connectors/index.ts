/** Every vendor Homing can speak to. A new one is a folder and a line here. */
import { database } from './crm/database/index.ts'
import { netForum } from './crm/netforum/index.ts'
import { openCrm } from './crm/opencrm/index.ts'
import { salesforce } from './crm/salesforce/index.ts'
import { sugarCrm } from './crm/sugarcrm/index.ts'
import { suiteCrm } from './crm/suitecrm/index.ts'
import { actOn } from './esp/act-on/index.ts'
import { campaignMaster } from './esp/campaign-master/index.ts'
import { constantContact } from './esp/constant-contact/index.ts'
import { file } from './file/index.ts'
import { informz } from './esp/informz/index.ts'
import { emma } from './esp/emma/index.ts'
import { highRoad } from './esp/highroad/index.ts'
import { hylafax } from './esp/hylafax/index.ts'
import { magnetMail } from './esp/magnetmail/index.ts'
import { sugarMarket } from './esp/sugar-market/index.ts'
import type { Connector } from './sdk/index.ts'

export * from './sdk/index.ts'
export * from './file/index.ts'

export const connectors: readonly Connector[] = [
  constantContact,
  actOn,
  emma,
  informz,
  magnetMail,
  highRoad,
  campaignMaster,
  sugarMarket,
  hylafax,
  suiteCrm,
  sugarCrm,
  salesforce,
  netForum,
  openCrm,
  database,
  file,
]

export function connectorById(id: string): Connector | undefined {
  return connectors.find((connector) => connector.id === id)
}
