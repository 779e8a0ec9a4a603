import { Group, List, Text } from '@mantine/core'
import { IconMinus } from '@tabler/icons-react'
import type { AnswerTo } from '../api.ts'
import { StateBadge } from '../pieces/StateBadge.tsx'

export type ConnectorInfo = AnswerTo<'connectors.list'>['items'][number]

/** What the connector can do and what it cannot, from what it is made of. */
export function Capabilities({ connector }: { connector: ConnectorInfo }) {
  return (
    <>
      <Group gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {connector.capabilities.map(({ name, title, isPresent }) => (
          <li key={name}>
            {isPresent ? (
              <StateBadge tone="good">{title}</StateBadge>
            ) : (
              <StateBadge tone="plain" icon={IconMinus}>
                not: {title}
              </StateBadge>
            )}
          </li>
        ))}
      </Group>
      {connector.scopes.length > 0 && (
        <>
          <Text size="sm" mt="md">
            {connector.title} will ask you to allow:
          </Text>
          <List size="sm" mt={4}>
            {connector.scopes.map(({ name, why }) => (
              <List.Item key={name}>
                <code>{name}</code>: {why}
              </List.Item>
            ))}
          </List>
        </>
      )}
    </>
  )
}
