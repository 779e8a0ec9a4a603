import { Button, Group, Modal, Stack, Text, type ButtonProps } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from './ErrorNotice.tsx'

interface ConfirmActionProps extends Pick<ButtonProps, 'size' | 'variant' | 'leftSection'> {
  /** The button's words, verb and number: "Remove 3 from Newsletter". */
  label: string
  /** What will happen, in a sentence. */
  consequence: ReactNode
  /** The button that does it; the same words unless told. */
  confirmLabel?: string
  /** Red: it takes something away. */
  isDestructive?: boolean
  isDisabled?: boolean
  /** Does it; a refusal is shown in the dialogue, which then stays open. */
  onConfirm: () => Promise<unknown>
  /** Fields to be filled in before. */
  children?: ReactNode
}

/** A longer label carries somebody's name, and may need several lines. */
const LABEL_MAX = 40
const IN_LINES = {
  root: { maxWidth: '100%', height: 'auto', minHeight: 'var(--button-height)' },
  label: {
    whiteSpace: 'normal',
    overflowWrap: 'anywhere',
    lineHeight: 1.3,
    textAlign: 'start',
    paddingBlock: 4,
  },
} as const

/** A button that says what it will do, then asks once, with the consequence in a sentence. */
export function ConfirmAction(props: ConfirmActionProps) {
  const { label, consequence, confirmLabel = label, isDestructive, onConfirm, children } = props
  const [isOpen, setOpen] = useState(false)
  const [isWorking, setWorking] = useState(false)
  const [error, setError] = useState<unknown>(null)

  function close() {
    setOpen(false)
    setError(null)
  }

  async function confirm() {
    setWorking(true)
    setError(null)
    try {
      await onConfirm()
      close()
    } catch (refusal) {
      setError(refusal)
    } finally {
      setWorking(false)
    }
  }

  const { size, variant = 'default', leftSection, isDisabled } = props
  const linesOf = (text: string) => (text.length > LABEL_MAX ? IN_LINES : undefined)
  return (
    <>
      <Button
        {...{ size, variant, leftSection }}
        styles={linesOf(label)}
        disabled={isDisabled}
        onClick={() => setOpen(true)}
      >
        {label}
      </Button>
      <Modal opened={isOpen} onClose={close} title={confirmLabel} centered>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void confirm()
          }}
        >
          <Stack gap="md">
            <Text size="sm">{consequence}</Text>
            {children}
            {error !== null && <ErrorNotice error={error} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>{t`Cancel`}</Button>
              <Button
                type="submit"
                color={isDestructive ? 'red' : undefined}
                loading={isWorking}
                styles={linesOf(confirmLabel)}
              >
                {confirmLabel}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
