/** One field of a connector's settings, as its form shows it. */
export interface SettingsField {
  name: string
  label: string
  description: string
  input: 'text' | 'url' | 'number' | 'switch' | 'choice' | 'list'
  isSecret: boolean
  isRequired: boolean
  /** As the schema gives it; undefined without. */
  initial: unknown
  choices: string[]
  min?: number
  max?: number
}

export interface SettingsForm {
  /** What has to be filled in. */
  asked: SettingsField[]
  /** What has a default or may stay empty: base URLs, tokens for scripts. Folded. */
  advanced: SettingsField[]
}

/**
 * The form of a JSON Schema of an object with plain fields. Fields without a default that are
 * required are asked; the others are folded, unless nothing would be left to ask.
 */
export function settingsForm(schema: Record<string, unknown>): SettingsForm {
  const properties = record(schema['properties'])
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : [])
  const fields = Object.entries(properties).map(([name, part]) =>
    fieldOf(name, record(part), required.has(name)),
  )
  const asked = fields.filter((field) => field.isRequired)
  if (asked.length === 0) return { asked: fields, advanced: [] }
  return { asked, advanced: fields.filter((field) => !field.isRequired) }
}

/** What the fields hold before anybody typed. A secret is never shown, so it begins empty. */
export function initialValues(form: SettingsForm): Record<string, unknown> {
  return Object.fromEntries(
    [...form.asked, ...form.advanced].map((field) => [field.name, field.initial ?? blank(field)]),
  )
}

/** The settings to send: what was left empty is not sent, so that the schema's default holds. */
export function filledValues(
  form: SettingsForm,
  values: Record<string, unknown>,
): Record<string, unknown> {
  const filled = [...form.asked, ...form.advanced]
    .map((field) => [field.name, settingOf(values[field.name])] as const)
    .filter(([, value]) => value !== undefined)
  return Object.fromEntries(filled)
}

/**
 * Of the settings those that are others than before; null takes one away. An empty secret is none
 * that was changed: it was never shown.
 */
export function changedValues(
  form: SettingsForm,
  before: Record<string, unknown>,
  values: Record<string, unknown>,
): Record<string, unknown> {
  const changed = [...form.asked, ...form.advanced]
    .map((field) => ({
      field,
      was: settingOf(before[field.name]),
      is: settingOf(values[field.name]),
    }))
    .filter(({ was, is }) => JSON.stringify(was) !== JSON.stringify(is))
    .filter(({ field, is }) => !field.isSecret || is !== undefined)
  return Object.fromEntries(changed.map(({ field, is }) => [field.name, is ?? null]))
}

/** The server names a field "settings.clientId", or by its name alone. */
export function refusalOf(
  { name }: SettingsField,
  refused: Record<string, string>,
): string | undefined {
  return refused[`settings.${name}`] ?? refused[name]
}

/** The names of asked fields that are still empty. */
export function missingFields(form: SettingsForm, values: Record<string, unknown>): string[] {
  return form.asked
    .filter((field) => settingOf(values[field.name]) === undefined)
    .map((field) => field.name)
}

function fieldOf(
  name: string,
  part: Record<string, unknown>,
  isInRequired: boolean,
): SettingsField {
  const choices = Array.isArray(part['enum']) ? part['enum'].map(String) : []
  return {
    name,
    label: typeof part['title'] === 'string' ? part['title'] : sentenceOf(name),
    description: typeof part['description'] === 'string' ? part['description'] : '',
    input: inputOf(part, choices),
    isSecret: part['writeOnly'] === true,
    isRequired: isInRequired && part['default'] === undefined,
    initial: part['default'],
    choices,
    ...(typeof part['minimum'] === 'number' ? { min: part['minimum'] } : {}),
    ...(typeof part['maximum'] === 'number' ? { max: part['maximum'] } : {}),
  }
}

function inputOf(part: Record<string, unknown>, choices: string[]): SettingsField['input'] {
  if (choices.length > 0) return 'choice'
  switch (part['type']) {
    case 'boolean':
      return 'switch'
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      return 'list'
    default:
      return part['format'] === 'uri' ? 'url' : 'text'
  }
}

function blank(field: SettingsField): unknown {
  if (field.input === 'switch') return false
  return field.input === 'list' ? [] : ''
}

function settingOf(value: unknown): unknown {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim()
  if (Array.isArray(value)) return value.length === 0 ? undefined : value
  return value
}

/** "accessTokenExpiresAt" and "client_id" as a person would write them. */
function sentenceOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
  const spelled = words.replace(/\b(url|id|api)\b/g, (word) => word.toUpperCase())
  return spelled.charAt(0).toUpperCase() + spelled.slice(1)
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
