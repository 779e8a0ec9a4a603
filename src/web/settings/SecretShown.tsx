import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../languages/messages.ts'

interface SecretShownProps {
  value: string
  children?: ReactNode
  onDone: () => void
}

/** A signing secret, shown this once. */
export function SecretShown({ value, children, onDone }: SecretShownProps) {
  return (
    <Stack gap="md">
      <Text size="sm">
        {t`Copy it now and give it to the receiver, which checks each message with it. Homing
          cannot show it again.`}{' '}
        {children}
      </Text>
      <Code
        block
        aria-label={t`Signing secret`}
        style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}
      >
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
