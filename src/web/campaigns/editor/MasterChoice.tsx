import { Select, Stack, Text } from '@mantine/core'
import { locale } from '../../languages/catalog.ts'
import { t } from '../../languages/messages.ts'
import { said } from '../../languages/said.ts'
import { Panel } from '../../pieces/Panel.tsx'
import type { PartProps } from './parts.ts'
import type { Choices } from './words.ts'

interface MasterChoiceProps extends PartProps {
  title: string
  choices: Choices | undefined
}

/** Which mailing of the service this campaign is a copy of, and what that was read to say. */
export function MasterChoice({ draft, words, write, isClosed, ...of }: MasterChoiceProps) {
  const { title, choices } = of
  const master = typeof words.fields['master'] === 'string' ? words.fields['master'] : null
  const masters = choices?.masters ?? []
  const lack = draft.lacks.find(({ field }) => field === 'fields.master')
  // What is chosen is shown even while the others are being read, or when it is gone there.
  const isListed = master === null || masters.some(({ id }) => id === master)
  const all = isListed ? masters : [{ id: master, name: master, createdAt: null }, ...masters]
  return (
    <Panel title={t`Mailing to copy`}>
      <Stack gap="sm">
        <Select
          label={t`Prepared at ${title}`}
          description={t`A copy of it is sent. What it says is read with each sync.`}
          placeholder={t`Choose a mailing`}
          data={all.map((one) => ({ value: one.id, label: nameOf(one) }))}
          value={master}
          searchable
          disabled={isClosed}
          error={master === null && lack !== undefined ? said(lack.sentence) : undefined}
          onChange={(chosen) => chosen && write({ fields: { ...words.fields, master: chosen } })}
        />
        {choices?.masters.length === 0 && (
          <Text size="sm">{t`There is no mailing at ${title} yet. Prepare one there first.`}</Text>
        )}
        {draft.heldAt !== null && words.subject !== '' && (
          <Text size="sm">{t`Its subject is “${words.subject}”.`}</Text>
        )}
      </Stack>
    </Panel>
  )
}

/** Several may have one name: the day it was made tells them apart. */
function nameOf({ name, createdAt }: { name: string; createdAt: string | null }): string {
  if (createdAt === null) return name
  const day = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' })
  return `${name} · ${day.format(new Date(createdAt))}`
}
