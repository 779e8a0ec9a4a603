/** What a connector wants of a campaign, as forms are made from it. */
import {
  COPY_FIELDS,
  settingsSchemaOf,
  type Connector,
  type CopiesPart,
} from '../../connectors/index.ts'

/** Null where it is given no campaigns. */
export function mailingsOf({ mailings, copies }: Connector) {
  if (copies !== undefined) return copiesOf(copies)
  if (mailings === undefined) return null
  const { limits, rules, sendTest, unschedule, remove } = mailings
  return {
    fieldsSchema: settingsSchemaOf({ settings: mailings.fields }),
    limits,
    rules: [...rules],
    isCopy: false,
    takesBack: unschedule !== undefined,
    takesAway: remove !== undefined,
    test: sendTest ? { addressesMax: sendTest.addressesMax, perDay: sendTest.perDay } : null,
  }
}

/** Of content it takes nothing; a name is Homing's own, as long as any may be. */
function copiesOf({ rules, unschedule }: CopiesPart) {
  const nothing = { fromNameChars: 0, addressChars: 0, preheaderChars: 0, htmlChars: 0 }
  return {
    fieldsSchema: settingsSchemaOf({ settings: COPY_FIELDS }),
    limits: { nameChars: 200, ...nothing },
    rules: [...rules],
    isCopy: true,
    takesBack: unschedule !== undefined,
    takesAway: false,
    test: null,
  }
}
