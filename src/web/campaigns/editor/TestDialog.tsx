import { Button, Group, Modal, Stack, TagsInput, Text, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { call } from '../../api.ts'
import { t, tc } from '../../languages/messages.ts'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import { counted } from '../../pieces/format.ts'
import { notifyDone } from '../../refusals.ts'
import { useSession } from '../../session/session.ts'
import type { Draft } from './words.ts'

interface TestDialogProps {
  draft: Draft
  test: { addressesMax: number; perDay: number }
  title: string
}

/** Sends what the service holds to some addresses, to be looked at. */
export function TestDialog({ draft, test, title }: TestDialogProps) {
  const { email } = useSession().user
  const [isOpen, setOpen] = useState(false)
  const [addresses, setAddresses] = useState<string[]>(email ? [email] : [])
  const [message, setMessage] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [isWorking, setWorking] = useState(false)

  async function send(event: FormEvent) {
    event.preventDefault()
    setWorking(true)
    setError(null)
    try {
      const params = { campaignId: draft.campaignId }
      await call('campaigns.test', { params, body: { addresses, message } })
      notifyDone(
        t`${title} sends the test to ${counted(addresses.length, 'address', 'addresses')}.`,
      )
      setOpen(false)
    } catch (refusal) {
      setError(refusal)
    } finally {
      setWorking(false)
    }
  }

  return (
    <>
      <Button variant="default" disabled={draft.heldAt === null} onClick={() => setOpen(true)}>
        {t`Send a test…`}
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t`Send a test`} centered>
        <form onSubmit={(event) => void send(event)}>
          <Stack gap="md">
            <Text size="sm">
              {t`${title} sends it as it holds it now. It is in no figure, and personal tags are
                not filled in. ${test.perDay} tests a day, ${test.addressesMax} at a time.`}
            </Text>
            <TagsInput
              label={t`Addresses`}
              description={t`Enter after each.`}
              value={addresses}
              maxTags={test.addressesMax}
              acceptValueOnBlur
              data-autofocus
              onChange={setAddresses}
            />
            <Textarea
              label={t`A word to them`}
              value={message}
              maxLength={500}
              onChange={(event) => setMessage(event.currentTarget.value)}
            />
            {error !== null && <ErrorNotice error={error} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setOpen(false)}>
                {t`Cancel`}
              </Button>
              <Button type="submit" loading={isWorking} disabled={addresses.length === 0}>
                {tc('tests')`Send ${counted(addresses.length, 'test')}`}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
