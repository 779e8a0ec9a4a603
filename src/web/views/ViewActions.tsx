import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../api.ts'
import { t, tc, verbatim } from '../languages/messages.ts'
import { ButtonLink } from '../pieces/Go.tsx'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { KEPT } from './EditView.tsx'
import { NameFields, wordsOf, type ViewWords } from './NameFields.tsx'
import type { View } from './words.ts'

/** What can be done with a view: changed, named and shared, copied, put away. */
export function ViewActions({ view }: { view: View }) {
  const may = useMay()
  if (!may('keep_views')) return null
  const isKept = view.archivedAt === null
  return (
    <>
      {view.isYours && isKept && (
        <ButtonLink to="/views/$viewId" params={{ viewId: view.id }} search={{ edit: 'true' }}>
          {t`Change`}
        </ButtonLink>
      )}
      {view.isYours && isKept && <NameAndShare key={view.version} view={view} />}
      <ButtonLink
        to="/views/new"
        search={{ from: view.id }}
        variant={view.isPreset ? 'filled' : 'default'}
      >
        {t`Make a copy`}
      </ButtonLink>
      {view.isYours && <PutAway view={view} />}
    </>
  )
}

function NameAndShare({ view }: { view: View }) {
  const queryClient = useQueryClient()
  const [words, setWords] = useState<ViewWords>(() => wordsOf(view))
  async function save() {
    const { definition, version } = view
    const body = { ...words, definition, version }
    await call('views.change', { params: { viewId: view.id }, body })
    await refresh(queryClient, KEPT)
    notifyDone(t`“${words.name}” is kept.`)
  }
  return (
    <ConfirmAction
      label={t`Name and sharing`}
      confirmLabel={t`Keep name and sharing`}
      consequence={t`Whoever may see it finds it; its owner and administrators change it.`}
      onConfirm={save}
    >
      <NameFields words={words} onChange={setWords} errors={{}} />
    </ConfirmAction>
  )
}

/** Away and back again: nothing is lost either way, so nothing is asked. */
function PutAway({ view }: { view: View }) {
  const queryClient = useQueryClient()
  const [isWorking, setWorking] = useState(false)
  const isAway = view.archivedAt !== null
  const note = verbatim(`archived view ${view.id}`)

  async function put(route: 'views.archive' | 'views.restore') {
    setWorking(true)
    try {
      await call(route, { params: { viewId: view.id } })
      await refresh(queryClient, KEPT)
      notifications.hide(note)
      if (route === 'views.restore') notifyDone(t`“${view.name}” is back.`)
      else tellAway()
    } catch (error) {
      notifyRefusal(error)
    } finally {
      setWorking(false)
    }
  }

  function tellAway() {
    notifications.show({
      id: note,
      color: 'green',
      autoClose: 12_000,
      message: (
        <Group gap="xs" justify="space-between">
          <Text size="sm">{t`“${view.name}” is archived.`}</Text>
          <Button size="compact-xs" variant="default" onClick={() => void put('views.restore')}>
            {t`Undo`}
          </Button>
        </Group>
      ),
    })
  }

  return (
    <Button
      variant="default"
      loading={isWorking}
      onClick={() => void put(isAway ? 'views.restore' : 'views.archive')}
    >
      {isAway ? t`Restore` : tc('verb')`Archive`}
    </Button>
  )
}
