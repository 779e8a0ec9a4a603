import { Box, Group, Paper, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface PanelProps {
  title: string
  actions?: ReactNode
  /** Without a frame: for what has one of its own, a table for instance. */
  isPlain?: boolean
  children: ReactNode
}

/** A part of a page with its own heading. */
export function Panel({ title, actions, isPlain = false, children }: PanelProps) {
  const content = (
    <>
      <Group justify="space-between" mb="xs" mih={32}>
        <Title order={2}>{title}</Title>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </>
  )
  if (isPlain) return <Box component="section">{content}</Box>
  return (
    <Paper component="section" p="md" withBorder style={BORDER}>
      {content}
    </Paper>
  )
}

const BORDER = { borderColor: 'var(--homing-line)' }
