import { actOn } from './act-on.ts'
import { constantContact } from './constant-contact.ts'
import { emma } from './emma.ts'
import type { Esp } from './esp.ts'
import { file } from './file.ts'
import { highRoad } from './highroad.ts'
import { hylafax } from './hylafax.ts'
import { informz } from './informz.ts'
import { magnetMail } from './magnetmail.ts'
import { sugarMarket } from './sugar-market.ts'

export type { Esp, Told, Wire } from './esp.ts'

/** Every ESP faults can be played with, by its connector's id. */
export const esps = {
  'constant-contact': constantContact,
  'act-on': actOn,
  emma,
  magnetmail: magnetMail,
  informz,
  hylafax,
  highroad: highRoad,
  'sugar-market': sugarMarket,
  file,
} as const satisfies Record<string, Esp>

export type EspName = keyof typeof esps
export const ESP_NAMES = Object.keys(esps) as EspName[]

export function espNamed(name: EspName): Esp {
  return esps[name]
}
