import type { Random } from '../random.ts'

/** A field the account added to its contacts. */
export interface CustomField {
  fieldId: string
  label: string
  type: string
  metadata?: Record<string, unknown>
  version?: number
  choices: readonly Choice[]
  createdAt: number
  updatedAt: number
}

export interface Choice {
  choiceId: number
  label: string
  order: number
  createdAt: number
  updatedAt: number
}

export interface ChoiceInput {
  choiceId?: number
  label: string
  order: number
}

export interface FieldInput {
  label: string
  type: string
  metadata?: Record<string, unknown>
  version?: number
  choices: readonly ChoiceInput[]
}

export interface FieldBook {
  all(): readonly CustomField[]
  find(fieldId: string): CustomField | undefined
  /** By the name that the vendor makes from the label. */
  named(name: string): CustomField | undefined
  create(input: FieldInput, at: number): CustomField
  update(field: CustomField, input: Pick<FieldInput, 'label' | 'choices'>, at: number): void
  remove(fieldId: string): void
}

/** The vendor's name of a field: its label with underscores in place of blanks. */
export function fieldName({ label }: Pick<CustomField, 'label'>): string {
  return label.replaceAll(' ', '_')
}

export function createFields(random: Random): FieldBook {
  let fields: CustomField[] = []
  let made = 0
  const numbered = (choices: readonly ChoiceInput[], known: readonly Choice[], at: number) => {
    let next = Math.max(0, ...known.map((one) => one.choiceId))
    return choices.map(({ choiceId, label, order }): Choice => {
      const earlier = known.find((one) => one.choiceId === choiceId)
      if (earlier !== undefined) return { ...earlier, label, order, updatedAt: at }
      next += 1
      return { choiceId: next, label, order, createdAt: at, updatedAt: at }
    })
  }
  return {
    all: () => fields,
    find: (fieldId) => fields.find((one) => one.fieldId === fieldId),
    named: (name) => fields.find((one) => fieldName(one) === name),
    create: (input, at) => {
      made += 1
      const choices = numbered(input.choices, [], at)
      const fieldId = random.fork(String(made)).uuid()
      const field = { ...input, fieldId, choices, createdAt: at, updatedAt: at }
      fields.push(field)
      return field
    },
    update: (field, { label, choices }, at) => {
      field.choices = numbered(choices, field.choices, at)
      field.label = label
      field.updatedAt = at
    },
    remove: (fieldId) => {
      fields = fields.filter((one) => one.fieldId !== fieldId)
    },
  }
}
