import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../languages/messages.ts'

interface SecretShownProps {
  label: string
  value: string
  /** What it is for, and that it is not shown again. */
  children: ReactNode
  onDone: () => void
}

/** A secret, shown this once. */
export function SecretShown({ label, value, children, onDone }: SecretShownProps) {
  return (
    <Stack gap="md">
      <Text size="sm">{children}</Text>
      <Code block aria-label={label} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
        {value}
      </Code>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t`Copied` : t`Copy`}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{t`I have kept it`}</Button>
      </Group>
    </Stack>
  )
}

/** A signing secret, shown this once. */
export function SigningSecretShown(props: {
  value: string
  children?: ReactNode
  onDone: () => void
}) {
  const { value, children, onDone } = props
  return (
    <SecretShown label={t`Signing secret`} value={value} onDone={onDone}>
      {t`Copy it now and give it to the receiver, which checks each message with it. Homing
        cannot show it again.`}{' '}
      {children}
    </SecretShown>
  )
}
