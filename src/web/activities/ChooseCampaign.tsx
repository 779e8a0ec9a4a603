import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { notifyDone } from '../refusals.ts'
import type { InCrm } from './words.ts'

interface ChooseProps {
  campaignId: number
  one: InCrm
}

/** Stands for having one made, among the ids of the CRM. */
const MADE = ''

/** Opens the choice between a campaign that is made and those the CRM has. */
export function ChooseCampaign(props: ChooseProps) {
  const [isOpen, setOpen] = useState(false)
  const { title, isLinked } = props.one
  const close = () => setOpen(false)
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        {isLinked ? t`Choose another` : t`Choose a campaign of ${title}`}
      </Button>
      <Modal opened={isOpen} onClose={close} title={t`Its campaign at ${title}`} centered>
        {isOpen && <Choice {...props} onDone={close} />}
      </Modal>
    </>
  )
}

function Choice({ campaignId, one, onDone }: ChooseProps & { onDone: () => void }) {
  const [typed, setTyped] = useState('')
  const [words, setWords] = useState('')
  const now = one.isLinked ? one.remoteId : MADE
  const [chosen, setChosen] = useState(now)
  const refreshes = ['activities.inCrms', 'activities.show', 'activities.campaigns'] as const
  const link = useChange('activities.link', [...refreshes])
  const { connectionId, title, stays } = one

  async function save() {
    const body = {
      remoteId: chosen === MADE ? null : chosen,
      ...(stays !== null && { isAgain: true }),
    }
    await link.mutateAsync({ params: { connectionId, campaignId }, body })
    notifyDone(chosen === MADE ? t`One is made at ${title}.` : t`${title} is told it there.`)
    onDone()
  }

  return (
    <Stack gap="md">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setWords(typed.trim())
        }}
      >
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label={t`Words in its name`}
            value={typed}
            maxLength={100}
            style={{ flex: 1 }}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" variant="default">
            {tc('verb')`Look`}
          </Button>
        </Group>
      </form>
      <Found {...{ one, words, chosen }} onChoose={setChosen} />
      {stays !== null && chosen !== now && <Text size="sm">{said(stays)}</Text>}
      {link.error && <ErrorNotice error={link.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          {t`Cancel`}
        </Button>
        <Button
          disabled={chosen === now}
          loading={link.isPending}
          onClick={() => void save().catch(() => undefined)}
        >
          {stays === null ? t`Choose it` : t`Tell all to this one`}
        </Button>
      </Group>
    </Stack>
  )
}

interface FoundProps {
  one: InCrm
  words: string
  chosen: string
  onChoose: (id: string) => void
}

function Found({ one, words, chosen, onChoose }: FoundProps) {
  const given = { params: { connectionId: one.connectionId }, query: { words } }
  const { data, error, isPending, refetch } = useAnswer('activities.find', given)
  const items = data?.items ?? []
  const isElsewhere = one.isLinked && !items.some(({ id }) => id === one.remoteId)
  return (
    <>
      <Radio.Group label={t`It is told what recipients do`} value={chosen} onChange={onChoose}>
        <Stack gap="xs" mt="xs" mah="40vh" style={{ overflowY: 'auto' }}>
          <Radio value={MADE} label={t`One that Homing makes at ${one.title}`} />
          {isElsewhere && <Radio value={one.remoteId} label={one.linkName} />}
          {items.map(({ id, name, day, status }) => (
            <Radio
              key={id}
              value={id}
              label={name}
              description={[day, status].filter((word) => word).join(' · ')}
            />
          ))}
        </Stack>
      </Radio.Group>
      {isPending && <LinesSkeleton lines={3} />}
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data && items.length === 0 && (
        <Text size="sm">{t`${one.title} has no campaign with these words in its name.`}</Text>
      )}
      {data?.hasMore && (
        <Text size="xs" c="dimmed">
          {t`There are more: say more of the name.`}
        </Text>
      )}
    </>
  )
}
