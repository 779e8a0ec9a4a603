import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconMail } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { notifyDone } from '../refusals.ts'
import { ScheduleForm } from './ScheduleForm.tsx'
import { rhythmWords, SCHEDULES_KEPT, type ScheduleWords } from './schedules.ts'
import type { Values, View } from './words.ts'

/** Has the view sent by e-mail, with the answers it is looked at with now. */
export function SendByMail({ view, given }: { view: View; given: Values }) {
  const [isOpen, dialogue] = useDisclosure()
  const navigate = useNavigate()
  const make = useChange('viewSchedules.make', [...SCHEDULES_KEPT])
  const parameters = view.definition.parameters.length > 0 ? given : {}

  async function send(words: ScheduleWords) {
    await make.mutateAsync({ body: { ...words, viewId: view.id, parameters } })
    dialogue.close()
    notifyDone(t`“${view.name}” is sent ${rhythmWords(words)}.`)
    void navigate({ to: '/views/sent' })
  }

  return (
    <>
      <Button
        variant="default"
        leftSection={<IconMail size={16} aria-hidden />}
        onClick={dialogue.open}
      >
        {t`Send by e-mail…`}
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialogue.close}
        title={t`Send “${view.name}” by e-mail`}
        centered
        size="lg"
      >
        <ScheduleForm onSend={send} onCancel={dialogue.close} />
      </Modal>
    </>
  )
}
