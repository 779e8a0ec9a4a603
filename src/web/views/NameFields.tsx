import { MultiSelect, Select, Textarea, TextInput } from '@mantine/core'
import { t } from '../languages/messages.ts'
import type { Role } from '../settings/roles.ts'
import { ROLES_SEEING, SEEN_BY_CHOICES, type View } from './words.ts'

export type ViewWords = Pick<View, 'name' | 'description' | 'seenBy' | 'roles'>

export function wordsOf({ name, description, seenBy, roles }: ViewWords): ViewWords {
  return { name, description, seenBy, roles }
}

interface NameFieldsProps {
  words: ViewWords
  onChange: (words: ViewWords) => void
  /** What is wrong, by field. */
  errors: Record<string, string>
}

/** What a view is called, what it is for, and who sees it. */
export function NameFields({ words, onChange, errors }: NameFieldsProps) {
  const set = (part: Partial<ViewWords>) => onChange({ ...words, ...part })
  return (
    <>
      <TextInput
        label={t`Name`}
        required
        data-autofocus
        maxLength={100}
        flex="1 1 240px"
        value={words.name}
        error={errors.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Textarea
        label={t`What it is for`}
        autosize
        maxLength={1000}
        flex="2 1 280px"
        value={words.description}
        error={errors.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <Select
        label={t`Seen by`}
        flex="0 1 260px"
        allowDeselect={false}
        data={SEEN_BY_CHOICES}
        value={words.seenBy}
        error={errors.seenBy}
        onChange={(seenBy) => seenBy !== null && set({ seenBy: seenBy as View['seenBy'] })}
      />
      {words.seenBy === 'roles' && (
        <MultiSelect
          label={t`Roles`}
          flex="1 1 220px"
          data={ROLES_SEEING}
          value={words.roles}
          error={errors.roles}
          onChange={(roles) => set({ roles: roles as Role[] })}
        />
      )}
    </>
  )
}
