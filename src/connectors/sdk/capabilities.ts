import type { Connector } from './connector.ts'
import {
  CAPABILITY_NAMES,
  CAPABILITY_TITLES,
  NOT_MEANT_FOR,
  WITHIN,
  type Absence,
  type CapabilityName,
  type Source,
  type Standing,
} from './sources.ts'

export interface Capability {
  name: CapabilityName
  title: string
  isPresent: boolean
  standing: Standing
  /** Why it is absent, in a sentence; null where it is there, or where nothing more is known. */
  why: string | null
  /** Where that is written, or was seen. */
  source: Source
}

/**
 * What a connector can do, read off the parts it has, each with where it is written: the matrix in
 * the docs and the buttons on the screens are made from this, so neither can promise what is not
 * there.
 */
export function capabilitiesOf(connector: Connector): Capability[] {
  const { main, works } = connector.sources
  return CAPABILITY_NAMES.map((name) => {
    const title = CAPABILITY_TITLES[name]
    if (PARTS[name](connector)) {
      const source = works?.[name] ?? main
      return { name, title, isPresent: true, standing: 'works', why: null, source }
    }
    const said = absenceOf(connector, name)
    return {
      name,
      title,
      isPresent: false,
      standing: said?.standing ?? 'not_documented',
      why: said?.why ?? null,
      source: said?.source ?? main,
    }
  })
}

/** What the connector says of an absent part, of the part around it, or its kind of system says. */
function absenceOf(connector: Connector, name: CapabilityName): Absence | undefined {
  const around = WITHIN[name]
  return (
    connector.sources.absent?.[name]
    ?? (around && !PARTS[around](connector) ? absenceOf(connector, around) : undefined)
    ?? NOT_MEANT_FOR[connector.system ?? 'esp'][name]
  )
}

const PARTS: Record<CapabilityName, (connector: Connector) => unknown> = {
  oauth2: ({ oauth2 }) => oauth2?.authorizeUrl,
  feedback: ({ feedback }) => feedback,
  mail_html: ({ feedback }) => feedback?.tellsHtml,
  hooks: ({ hooks, signals }) => hooks ?? signals,
  files: ({ files }) => files,
  log: ({ log }) => log,
  totals: ({ totals }) => totals,
  opt_outs: ({ suppressions }) => suppressions,
  people: ({ people }) => people,
  activities: ({ activities }) => activities,
  lists: ({ lists }) => lists,
  contacts: ({ contacts }) => contacts,
  categories: ({ categories }) => categories,
  consent: ({ consent }) => consent,
  leave_topic: ({ consent }) => consent?.leave,
  resubscribe: ({ consent }) => consent?.resubscribe,
  replace_address: ({ consent }) => consent?.replaceAddress,
  validity: ({ validity }) => validity,
  erase: ({ consent }) => consent?.erase,
  audience: ({ audience }) => audience,
  create_list: ({ audience }) => audience?.createList,
  rename_list: ({ audience }) => audience?.renameList,
  remove_list: ({ audience }) => audience?.removeList,
  fields: ({ fields }) => fields,
  create_field: ({ fields }) => fields?.create,
  mailings: ({ mailings, copies }) => mailings ?? copies,
  mailing_lists: ({ mailings, copies }) =>
    mailings?.setLists ?? mailings?.tellsListsWhenSent ?? copies,
  mailing_test: ({ mailings }) => mailings?.sendTest,
  mailing_schedule: ({ mailings, copies }) => mailings?.schedule ?? mailings?.launch ?? copies,
  mailing_unschedule: ({ mailings, copies }) => (mailings ?? copies)?.unschedule,
}
