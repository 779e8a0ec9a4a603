import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { ProgressLine } from '../pieces/ProgressLine.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { notifyDone } from '../refusals.ts'
import { ErasedElsewhere } from './ErasedElsewhere.tsx'
import { ErasurePreview } from './ErasurePreview.tsx'
import type { Person } from './PersonHeader.tsx'

const LIVE_MS = 800

interface ErasePersonProps {
  person: Person
  isOpen: boolean
  onClose: () => void
}

/** Tells what erasing somebody would do, asks for the name, does it, and shows how far it is. */
export function ErasePerson({ person, isOpen, onClose }: ErasePersonProps) {
  const [confirm, setConfirm] = useState('')
  const params = { personId: person.id }
  const preview = useAnswer('erasures.preview', { params }, { isWanted: isOpen })
  const erase = useChange('erasures.start', ['erasures.list'])
  const navigate = useNavigate()
  const started = erase.data

  // Whoever is erased has no page any more, whether or not all of it is done.
  const leave = () => {
    if (started === undefined) return onClose()
    notifyDone(t`The person is erased.`)
    void navigate({ to: '/people' })
  }

  return (
    <Modal opened={isOpen} onClose={leave} title={t`Erase ${person.name}`} size="lg" centered>
      {started !== undefined ? (
        <Under erasureId={started.id} onLeave={leave} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            erase.mutate({ params, body: { confirm } })
          }}
        >
          <Stack gap="md">
            {preview.error && <ErrorNotice error={preview.error} />}
            {preview.data ? <ErasurePreview preview={preview.data} /> : <PageSkeleton />}
            <TextInput
              label={t`Type “${person.name}” to confirm`}
              description={t`It cannot be taken back, by anybody.`}
              autoComplete="off"
              value={confirm}
              onChange={(event) => setConfirm(event.currentTarget.value)}
            />
            {erase.error && <ErrorNotice error={erase.error} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {t`Cancel`}
              </Button>
              <Button type="submit" color="red" loading={erase.isPending} disabled={!preview.data}>
                {t`Erase for good`}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}

function isSettled(erasure: AnswerTo<'erasures.show'> | undefined): boolean {
  return erasure?.status === 'done' && erasure.elsewhere.every((one) => one.state !== 'waiting')
}

function Under({ erasureId, onLeave }: { erasureId: number; onLeave: () => void }) {
  const { data } = useAnswer(
    'erasures.show',
    { params: { erasureId } },
    { every: (answer) => (isSettled(answer) ? false : LIVE_MS) },
  )
  const isDone = data?.status === 'done'
  return (
    <Stack gap="md">
      <ProgressLine
        label={isDone ? t`Nothing is left of the person.` : t`The person is gone; pages follow.`}
        done={data?.done ?? 0}
        total={data?.total ?? null}
        unit={t`pages looked through`}
        startedAt={data?.startedAt ?? null}
      />
      <ErasedElsewhere elsewhere={data?.elsewhere ?? []} />
      <Group justify="flex-end">
        <Button onClick={onLeave}>{isDone ? t`Done` : t`Leave; it goes on by itself`}</Button>
      </Group>
    </Stack>
  )
}
