import { Code, List, Text } from '@mantine/core'
import { t } from '../../languages/messages.ts'
import type { Draft } from './words.ts'

/** The personal tags of a mail, and which of them somebody should look at. */
export function Tags({ tags }: { tags: Draft['tags'] }) {
  const personal = tags.filter(({ kind }) => kind !== 'system')
  if (personal.length === 0) return null
  return (
    <div>
      <Text size="sm" fw={600}>
        {t`Personal tags`}
      </Text>
      <List size="sm">
        {personal.map((tag) => (
          <List.Item key={tag.text}>
            <Code>{tag.text}</Code> {meaningOf(tag)}
          </List.Item>
        ))}
      </List>
    </div>
  )
}

function meaningOf({ kind, fallback }: Draft['tags'][number]): string {
  if (kind === 'unknown') {
    return t`is no tag that is documented: it may reach readers just as it stands here.`
  }
  const otherwise =
    fallback === null
      ? t`Nothing stands there for those without one: give it words, as in [[Name OR "Friend"]].`
      : t`“${fallback}” stands there for those without one.`
  if (kind === 'custom') return t`is a custom field of the service. ${otherwise}`
  return t`is filled in by the service. ${otherwise}`
}
