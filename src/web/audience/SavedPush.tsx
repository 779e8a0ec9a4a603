import { Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { refresh, useAnswer } from '../api.ts'
import { jt } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { PushPeople } from './PushPeople.tsx'
import { PushPlan } from './PushPlan.tsx'
import { isOver, paceOf, type PushCount } from './words.ts'

/** What becomes of what was saved, person by person, while it happens. */
export function SavedPush({ pushId }: { pushId: number }) {
  const queryClient = useQueryClient()
  const { data, error } = useAnswer('pushes.show', { params: { pushId } }, { every: paceOf })
  const [chosen, choose] = useState<PushCount>()
  const hasEnded = data !== undefined && isOver(data)
  useEffect(() => {
    if (hasEnded) void refresh(queryClient, ['memberships.list', 'pushes.items'])
  }, [hasEnded, queryClient])
  if (error && !data) return <ErrorNotice error={error} />
  if (!data) return null
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        {jt`What was saved: ${(
          <TextLink to="/pushes/$pushId" params={{ pushId: String(pushId) }} size="sm">
            {jt`push ${pushId}`}
          </TextLink>
        )}`}
      </Text>
      <PushPlan push={data} onOpen={choose} />
      <PushPeople
        pushId={pushId}
        of={chosen}
        every={paceOf(data)}
        onAll={() => choose(undefined)}
      />
    </Stack>
  )
}
