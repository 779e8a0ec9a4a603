import { Paper, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { Mark } from '../shell/Mark.tsx'
import classes from './Door.module.css'

interface DoorProps {
  title: string
  sub?: ReactNode
  children: ReactNode
}

/** The frame of the screens before the sign-in. */
export function Door({ title, sub, children }: DoorProps) {
  useDocumentTitle(`${title} · Homing`)
  return (
    <main className={classes.ground}>
      <Paper className={classes.card} p={{ base: 'md', xs: 'xl' }}>
        <Stack gap="lg">
          <Stack gap="xs">
            <Mark size={32} />
            <Title order={1}>{title}</Title>
            {sub && (
              <Text size="sm" c="dimmed">
                {sub}
              </Text>
            )}
          </Stack>
          {children}
        </Stack>
      </Paper>
    </main>
  )
}
