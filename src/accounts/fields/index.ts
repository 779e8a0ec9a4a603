/** Which fields of feedback a role may be kept from seeing, and what follows. Pure. */

/** Roles of whom it is decided: who decides sees everything. */
export const DECIDED_ROLES = ['manager', 'editor', 'viewer'] as const
export type DecidedRole = (typeof DECIDED_ROLES)[number]
type Role = DecidedRole | 'administrator'

const NOBODY: readonly Role[] = []
/** Of use to whoever operates, and of no use to whoever reads figures (docs/decisions/0046). */
const VIEWER: readonly Role[] = ['viewer']

/** Everything that is decided by role: figures of campaigns first, then columns. */
export const FIELDS = [
  {
    id: 'bounces',
    title: 'Delivered and bounces',
    tells:
      'Both figures, and every rate of delivered. Sent is known by the length of each list of '
      + 'recipients, so that each of the two tells the other.',
    isFigure: true,
    offFor: NOBODY,
  },
  {
    id: 'opens',
    title: 'Opens',
    tells: 'The figure, its log, the curves, and who opened when.',
    isFigure: true,
    offFor: NOBODY,
  },
  {
    id: 'clicks',
    title: 'Clicks',
    tells: 'The figure, its log, the links, what clicks raised, and who clicked when.',
    isFigure: true,
    offFor: NOBODY,
  },
  {
    id: 'forwards',
    title: 'Forwards',
    tells: 'The figure, its log, and who forwarded when.',
    isFigure: true,
    offFor: NOBODY,
  },
  {
    id: 'optOuts',
    title: 'Opt-outs',
    tells:
      'The figure, its log, and by which campaign who opted out. That somebody is opted out is '
      + 'no figure, and is always told.',
    isFigure: true,
    offFor: NOBODY,
  },
  {
    id: 'complaints',
    title: 'Complaints',
    tells: 'The figure, its log, and by which campaign who complained.',
    isFigure: true,
    offFor: NOBODY,
  },
  {
    id: 'machines',
    title: 'What machines did',
    tells: 'Opens and clicks of link scanners and privacy proxies: the switch to “all”.',
    isFigure: true,
    offFor: NOBODY,
  },
  {
    id: 'totals',
    title: 'The e-mail service’s own totals',
    tells: 'What the service counted, and how it differs from what is held here.',
    isFigure: true,
    offFor: NOBODY,
  },
  {
    id: 'optOutReason',
    title: 'Reason of an opt-out',
    tells: 'The words people gave, in lists of recipients, timelines and views.',
    isFigure: false,
    offFor: NOBODY,
  },
  {
    id: 'bounceReason',
    title: 'Reason of a bounce',
    tells: 'Its class, code and words, in lists of recipients, timelines and views.',
    isFigure: false,
    offFor: NOBODY,
  },
  {
    id: 'address',
    title: 'E-mail address',
    tells:
      'In lists of recipients and in views, and the search in them. A person’s own page tells '
      + 'the addresses to everybody.',
    isFigure: false,
    offFor: NOBODY,
  },
  {
    id: 'agent',
    title: 'Device',
    tells: 'The program something was opened or clicked with.',
    isFigure: false,
    offFor: VIEWER,
  },
  {
    id: 'contactId',
    title: 'Contact id',
    tells: 'By which id the e-mail service knows a recipient.',
    isFigure: false,
    offFor: VIEWER,
  },
] as const

export type FieldId = (typeof FIELDS)[number]['id']
export const FIELD_IDS = FIELDS.map(({ id }) => id) as [FieldId, ...FieldId[]]

/** What is hidden with a field, because it says the same in other words. */
export const HIDDEN_WITH: Partial<Record<FieldId, readonly FieldId[]>> = {
  bounces: ['bounceReason'],
  optOuts: ['optOutReason'],
}

/** Which field an event of a kind, or a figure of a name, tells; absent: it is always told. */
export const FIELD_OF_KIND: Record<string, FieldId> = {
  ...{ delivered: 'bounces', bounce: 'bounces', open: 'opens', click: 'clicks' },
  ...{ forward: 'forwards', opt_out: 'optOuts', complaint: 'complaints' },
}
export const FIELD_OF_FIGURE: Record<string, FieldId> = {
  ...{ delivered: 'bounces', bounces: 'bounces', opens: 'opens', clicks: 'clicks' },
  ...{ forwards: 'forwards', optOuts: 'optOuts', complaints: 'complaints' },
}

/** What an administrator chose for a role; what is not chosen is as it ships. */
export interface FieldChoice {
  role: DecidedRole
  field: FieldId
  isVisible: boolean
}

/** The fields a role does not see, with those that say the same in other words. */
export function hiddenOf(role: Role, choices: readonly FieldChoice[]): ReadonlySet<FieldId> {
  if (role === 'administrator') return new Set()
  const off = FIELDS.filter(({ id, offFor }) => {
    const choice = choices.find((one) => one.role === role && one.field === id)
    return choice === undefined ? offFor.includes(role) : !choice.isVisible
  })
  return new Set(off.flatMap(({ id }) => [id, ...(HIDDEN_WITH[id] ?? [])]))
}

/** The first of these fields that is hidden; undefined: all are seen. */
export function firstHidden(
  fields: readonly FieldId[],
  hidden: ReadonlySet<FieldId>,
): FieldId | undefined {
  return fields.find((one) => hidden.has(one))
}

/** Said wherever something is refused because of a field. */
export function hiddenWords(field: FieldId): string {
  const { title } = FIELDS.find(({ id }) => id === field)!
  return `“${title}” is hidden from your role.`
}
export const HIDDEN_REMEDY = 'An administrator decides it: Settings, Field access.'
