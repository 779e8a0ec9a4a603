import { Group, List, Loader, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call, type AnswerTo } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { conditionsIn } from '../pieces/conditions.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted, wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { useLasting } from '../pieces/useLasting.ts'
import { fieldErrors } from '../refusals.ts'
import classes from './lists.module.css'
import { definitionOf, type Definition, type Group as Tree } from './tree.ts'

/** While somebody types, nothing is asked. */
const QUIET_MS = 350

/** Counts a definition while it is edited; the number before stays until the next is there. */
export function usePreview(definition: Definition, isWanted = true) {
  const written = JSON.stringify(definition)
  const [asked] = useDebouncedValue(written, QUIET_MS)
  const found = useQuery({
    queryKey: ['personLists.preview', asked],
    queryFn: ({ signal }) => {
      const body = { definition: JSON.parse(asked) as Definition }
      return call('personLists.preview', { body, signal })
    },
    enabled: isWanted,
    placeholderData: keepPreviousData,
  })
  const isCounting = isWanted && (asked !== written || found.isFetching)
  return { data: found.data, error: isCounting ? null : found.error, isCounting }
}

export type Preview = ReturnType<typeof usePreview>

/** The same of what stands in the editor; nothing is asked of no conditions. */
export function usePreviewOf(group: Tree): Preview {
  return usePreview(definitionOf(group), conditionsIn(group) > 0)
}

/** How many there are, and some of them; what is wrong is told at the conditions. */
export function SegmentPreview({ preview, isEmpty }: { preview: Preview; isEmpty: boolean }) {
  const { data, error, isCounting } = preview
  const isDimmed = useLasting(isCounting && data !== undefined)
  const isAtConditions = error !== null && Object.keys(fieldErrors(error)).length > 0
  return (
    <Panel title={t`Who fits now`}>
      <div className={classes.preview} data-stale={isDimmed || undefined}>
        {isEmpty ? (
          <Text size="sm" c="dimmed">
            {t`Add a condition: how many people fit, and some of them, stand here while you edit.`}
          </Text>
        ) : error !== null && !isAtConditions ? (
          <ErrorNotice error={error} />
        ) : (
          <>
            <Group gap="xs" role="status" mih={28}>
              {isAtConditions ? (
                <Text size="sm">{t`Fill in the marked conditions to see who fits.`}</Text>
              ) : (
                data && (
                  <Text size="lg" fw={600}>
                    {counted(data.count, 'person', 'people')}
                  </Text>
                )
              )}
              {isCounting && (
                <>
                  <Loader size="xs" aria-hidden />
                  <Text size="sm" c="dimmed">
                    {data ? t`Still counting…` : t`Counting…`}
                  </Text>
                </>
              )}
            </Group>
            {data && !isAtConditions && <Sample data={data} />}
          </>
        )}
      </div>
    </Panel>
  )
}

function Sample({ data }: { data: AnswerTo<'personLists.preview'> }) {
  if (data.count === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t`Nobody fits. Take a condition out, or ask for any of them instead of all.`}
      </Text>
    )
  }
  return (
    <List listStyleType="none" size="sm" mt={4} aria-label={t`Some of them`}>
      {data.sample.map((person) => (
        <List.Item key={person.id}>
          <TextLink to="/people/$personId" params={{ personId: String(person.id) }} size="sm">
            {person.name || person.address || t`No name`}
          </TextLink>{' '}
          <Text span size="xs" c="dimmed">
            {[person.organizations[0]?.name, person.owner].filter(Boolean).join(' · ')}
          </Text>
        </List.Item>
      ))}
      {data.count > data.sample.length && (
        <List.Item>
          <Text span size="xs" c="dimmed">
            {othersWords(data.count - data.sample.length)}
          </Text>
        </List.Item>
      )}
    </List>
  )
}

function othersWords(count: number): string {
  const shown = wholeNumber(count)
  return plural(count, msg`and ${shown} other`, msg`and ${shown} others`)
}
