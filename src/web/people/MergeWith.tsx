import { Button, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useAnswer } from '../api.ts'
import { t } from '../languages/messages.ts'
import { MergeDialog } from './MergeDialog.tsx'
import type { Person } from './PersonHeader.tsx'

const FOUND_MAX = 8
const TYPING_MS = 250

/** Finds the other entry of a person, and merges the two. */
export function MergeWith({ person }: { person: Person }) {
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const [text, setText] = useState('')
  const [other, setOther] = useState<number | null>(null)
  const [search] = useDebouncedValue(text.trim(), TYPING_MS)
  const { data } = useAnswer(
    'people.list',
    { query: { search, limit: FOUND_MAX + 1 } },
    { isWanted: isOpen && search !== '' },
  )
  const found = (data?.items ?? []).filter((row) => row.id !== person.id).slice(0, FOUND_MAX)

  function close() {
    setOpen(false)
    setText('')
  }

  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t`Merge…`}
      </Button>
      <Modal opened={isOpen} onClose={close} title={t`Who is the same as ${person.name}?`} centered>
        <Stack gap="xs">
          <TextInput
            label={t`Find the other entry`}
            description={t`Part of a name, an address or an organization`}
            data-autofocus
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {search !== '' && data && found.length === 0 && (
            <Text size="sm" c="dimmed">
              {t`Nobody else is found.`}
            </Text>
          )}
          {found.map((row) => (
            <Button
              key={row.id}
              variant="default"
              justify="flex-start"
              onClick={() => {
                close()
                setOther(row.id)
              }}
            >
              {[row.name, row.address].filter(Boolean).join(' · ')}
            </Button>
          ))}
        </Stack>
      </Modal>
      <MergeDialog
        ids={other === null ? null : [person.id, other]}
        onClose={() => setOther(null)}
        onMerged={(id) => {
          setOther(null)
          void navigate({ to: '/people/$personId', params: { personId: String(id) } })
        }}
      />
    </>
  )
}
