import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { call } from '../../api.ts'
import { t } from '../../languages/messages.ts'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import { localOf, momentOf, type Draft } from './words.ts'

interface ScheduleDialogProps {
  draft: Draft
  title: string
  /** Its service can be told no later moment. */
  isAtOnceOnly: boolean
  keep: (draft: Draft) => void
}

const HOUR_MS = 3_600_000

/** When it is sent: at once, or at a moment of the viewer's own zone. */
export function ScheduleDialog({ draft, title, isAtOnceOnly, keep }: ScheduleDialogProps) {
  const [isOpen, setOpen] = useState(false)
  const [chosen, setWhen] = useState<'later' | 'now'>('later')
  const when = isAtOnceOnly ? 'now' : chosen
  const [local, setLocal] = useState(() => localOf(new Date(Date.now() + HOUR_MS)))
  const [error, setError] = useState<unknown>(null)
  const [isWorking, setWorking] = useState(false)
  const heading = isAtOnceOnly ? t`Send “${draft.name}”` : t`Schedule or send`
  const moment = momentOf(local)
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const lists = draft.lists.map(({ id, name }) => name || id).join(', ')

  async function schedule(event: FormEvent) {
    event.preventDefault()
    setWorking(true)
    setError(null)
    try {
      const at = when === 'now' ? null : moment!.toISOString()
      const params = { campaignId: draft.campaignId }
      keep(await call('campaigns.schedule', { params, body: { at } }))
      setOpen(false)
    } catch (refusal) {
      setError(refusal)
    } finally {
      setWorking(false)
    }
  }

  return (
    <>
      <Button
        variant="default"
        disabled={draft.sendingLacks.length > 0 || draft.telling === 'waiting'}
        onClick={() => setOpen(true)}
      >
        {isAtOnceOnly ? t`Send…` : t`Schedule or send…`}
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={heading} centered>
        <form onSubmit={(event) => void schedule(event)}>
          <Stack gap="md">
            <Text size="sm">
              {draft.whom === null
                ? t`${title} sends it to everybody on ${lists} who may be written to. Who that is,
                    is frozen now and compared with what ${title} holds.`
                : t`It is sent to the people of your lists who may be written to. Who that is, is
                    frozen now and compared with what ${title} holds.`}
            </Text>
            {isAtOnceOnly ? (
              <Text size="sm" fw={600}>
                {t`${title} sends it at once; nobody can call it back.`}
              </Text>
            ) : (
              <Radio.Group
                label={t`When`}
                value={when}
                onChange={(word) => setWhen(word as 'later' | 'now')}
              >
                <Stack gap="xs" mt="xs">
                  <Radio value="later" label={t`At a moment`} data-autofocus />
                  <Radio value="now" label={t`At once`} />
                </Stack>
              </Radio.Group>
            )}
            {when === 'later' && (
              <TextInput
                type="datetime-local"
                label={t`Moment (${zone})`}
                value={local}
                error={moment === null ? t`This is no moment.` : undefined}
                onChange={(event) => setLocal(event.currentTarget.value)}
              />
            )}
            {error !== null && <ErrorNotice error={error} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setOpen(false)}>
                {t`Cancel`}
              </Button>
              <Button
                type="submit"
                loading={isWorking}
                disabled={when === 'later' && moment === null}
              >
                {when === 'now' ? t`Send it at once` : t`Schedule it`}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
