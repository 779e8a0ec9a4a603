/**
 * What a connector may be able to do, in the words of the docs and the screens. Whatever stands
 * below a part is a part of it: where that is absent, so is it, for the same reason.
 */
export const CAPABILITY_TITLES = {
  oauth2: 'Authorise in the browser',
  feedback: 'What happened to each mail',
  mail_html: 'The mail itself, to see its clicks in it',
  hooks: 'Calls Homing when there is news',
  files: 'News from files',
  log: 'News from a log on this machine',
  totals: "The vendor's own totals",
  opt_outs: 'Opt-outs made outside campaigns',
  people: 'People and organizations',
  activities: 'Told what targets did',
  lists: 'Read lists',
  contacts: 'Read contacts',
  categories: 'Read categories people can leave',
  consent: 'Told of opt-outs at once',
  leave_topic: 'Take off a list a topic stands for',
  resubscribe: 'Resubscribe',
  replace_address: 'Correct an address',
  validity: 'Told that an address is invalid',
  erase: 'Delete the contact of an erased person',
  audience: 'Put on and take off lists',
  create_list: 'Make a list',
  rename_list: 'Rename a list',
  remove_list: 'Remove a list',
  fields: 'Fields of a contact, mapped',
  create_field: 'Make a field of a contact',
  mailings: 'Make campaigns',
  mailing_lists: 'Set the lists of a campaign',
  mailing_test: 'Send a test',
  mailing_schedule: 'Send or schedule a campaign',
  mailing_unschedule: 'Take back a scheduled campaign',
} as const

export type CapabilityName = keyof typeof CAPABILITY_TITLES

export const CAPABILITY_NAMES = Object.keys(CAPABILITY_TITLES) as CapabilityName[]

/**
 * works: it is there. not_offered: the vendor says that there is none, or its whole contract shows
 * it. not_built: it is documented, and not built here yet. not_documented: nothing that was found
 * says how. not_meant: left out on purpose, or no matter of such a system.
 */
export type Standing = 'works' | 'not_offered' | 'not_built' | 'not_documented' | 'not_meant'

/** Where it is written or was seen: a document's title, "Seen on …", "A community layout". */
export interface Source {
  title: string
  url?: string
}

export interface Absence {
  standing: Exclude<Standing, 'works'>
  /** A sentence. */
  why: string
  /** Absent: the connector's main source. */
  source?: Source
}

/** Where what is said of a vendor comes from. Each statement of the matrix shows it. */
export interface Sources {
  /** What works is written here; what is absent without a word of `absent` was not found here. */
  main: Source
  /** What works, and is written elsewhere. */
  works?: Partial<Record<CapabilityName, Source>>
  /** What is absent, and why. */
  absent?: Partial<Record<CapabilityName, Absence>>
}

export const notOffered = (why: string, source?: Source): Absence =>
  absence('not_offered', why, source)
export const notBuilt = (why: string, source?: Source): Absence => absence('not_built', why, source)
export const notDocumented = (why: string, source?: Source): Absence =>
  absence('not_documented', why, source)
export const notMeant = (why: string, source?: Source): Absence => absence('not_meant', why, source)

function absence(standing: Absence['standing'], why: string, source?: Source): Absence {
  return { standing, why, ...(source && { source }) }
}

/** What is decided by Homing alone. */
export const BY_DESIGN: Source = { title: 'A decision of Homing' }

const OF_A_CRM = notMeant('A matter of CRMs.', BY_DESIGN)
const OF_AN_ESP = notMeant('A matter of services that send.', BY_DESIGN)
const OF_ITS_MASTER = notMeant(
  'A CRM is the master of its people: they are corrected and deleted there.',
  BY_DESIGN,
)
const BY_LISTS = notMeant('A topic stands for its lists, which are read.', BY_DESIGN)
const OF_FILES = notMeant(
  'Files of any service are taken by a connection of “Files and generic webhook”.',
  BY_DESIGN,
)

/** What is absent because of what kind of system it is. */
export const NOT_MEANT_FOR: Record<'esp' | 'crm', Sources['absent'] & object> = {
  esp: {
    categories: BY_LISTS,
    people: OF_A_CRM,
    activities: OF_A_CRM,
    validity: OF_A_CRM,
    files: OF_FILES,
    log: notMeant('Only a server of the firm’s own leaves one.', BY_DESIGN),
  },
  crm: {
    feedback: OF_AN_ESP,
    hooks: OF_AN_ESP,
    totals: OF_AN_ESP,
    categories: OF_AN_ESP,
    replace_address: OF_ITS_MASTER,
    erase: OF_ITS_MASTER,
    fields: OF_ITS_MASTER,
    files: OF_FILES,
    log: OF_AN_ESP,
    mailings: OF_AN_ESP,
  },
}

/** The part without which another one cannot be. */
export const WITHIN: Partial<Record<CapabilityName, CapabilityName>> = {
  mail_html: 'feedback',
  leave_topic: 'consent',
  resubscribe: 'consent',
  replace_address: 'consent',
  erase: 'consent',
  create_list: 'audience',
  rename_list: 'audience',
  remove_list: 'audience',
  create_field: 'fields',
  mailing_lists: 'mailings',
  mailing_test: 'mailings',
  mailing_schedule: 'mailings',
  mailing_unschedule: 'mailings',
}
