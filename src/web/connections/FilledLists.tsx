import { Group, Select, Stack, Text, Title } from '@mantine/core'
import { useAnswer, useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { TextLink } from '../pieces/Go.tsx'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import classes from './connections.module.css'
import type { Connection } from './state.ts'

/** What a push may take off a list unasked is chosen among these, in percent. */
const CAPS = [0, 1, 5, 10, 20, 50, 100]

/** What pushes may do to the lists of the service: nothing where they cannot be filled. */
export function FilledLists({ connection }: { connection: Connection }) {
  const { id: connectionId, connectorTitle } = connection
  const { data } = useAnswer('pushes.cap', { params: { connectionId } })
  const cap = data?.removalsPercentMax ?? null
  if (cap === null) return null
  return (
    <section aria-label={t`Lists you fill`}>
      <Title order={2} mb="xs">
        {t`Lists you fill`}
      </Title>
      <Stack gap="xs">
        <Text size="sm" maw="65ch">
          {ruleOf(cap)}{' '}
          {t`All of a list is never taken off unasked, nor anything by a read that is old or failed.
            Whoever is taken off stays subscribed at ${connectorTitle}.`}
        </Text>
        <Text size="sm">
          <TextLink to="/pushes" size="sm">
            {t`See the pushes`}
          </TextLink>
        </Text>
        <ChooseCap connectionId={connectionId} cap={cap} />
      </Stack>
    </section>
  )
}

function ruleOf(cap: number): string {
  if (cap === 0) {
    return t`Up to five people may be taken off a list without asking; more wait for an approval.`
  }
  if (cap === 100) return t`Any number of people may be taken off a list without asking.`
  return t`Up to five people may be taken off a list without asking, or up to ${cap} % of its
    members; a push that would take off more waits.`
}

function ChooseCap({ connectionId, cap }: { connectionId: number; cap: number }) {
  const may = useMay()
  const change = useChange('pushes.limit', ['pushes.cap'])
  if (!may('manage_connections')) return null
  const caps = [...new Set([...CAPS, cap])].toSorted((a, b) => a - b)
  return (
    <Group className={classes.form}>
      <Select
        label={t`May be taken off without asking`}
        description={t`Of each list, by one push. It holds for plans that are made from now on.`}
        allowDeselect={false}
        disabled={change.isPending}
        value={String(cap)}
        onChange={(word) => {
          if (word === null || Number(word) === cap) return
          change.mutate(
            { params: { connectionId }, body: { removalsPercentMax: Number(word) } },
            { onSuccess: () => notifyDone(t`Saved.`), onError: notifyRefusal },
          )
        }}
        data={caps.map((each) => ({ value: String(each), label: capWords(each) }))}
      />
    </Group>
  )
}

function capWords(percent: number): string {
  if (percent === 0) return t`five people at most`
  return percent === 100 ? t`everything but the last` : t`up to ${percent} % of a list`
}
