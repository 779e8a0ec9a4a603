import { Anchor, List, Stack, Text, Title } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { Disclosure } from '../pieces/Disclosure.tsx'
import classes from './Capabilities.module.css'

export type ConnectorInfo = AnswerTo<'connectors.list'>['items'][number]
type Capability = ConnectorInfo['capabilities'][number]

/** What the connector can do, and one click away what it cannot and why, each with its source. */
export function Capabilities({ connector }: { connector: ConnectorInfo }) {
  const { capabilities, scopes, title } = connector
  const works = capabilities.filter((one) => one.isPresent)
  const absent = capabilities.filter((one) => !one.isPresent)
  return (
    <Stack gap="sm">
      {works.length === 0 && (
        <Text size="sm">
          {t`It signs in, and no more yet. What happened to the mails can be brought by files.`}
        </Text>
      )}
      {groupsBy(works, ({ source }) => source.title).map((group) => (
        <div key={group[0]!.source.title}>
          <ul className={classes.works}>
            {group.map(({ name, title }) => (
              <li key={name}>
                <IconCheck size={14} stroke={2.5} aria-hidden />
                {said(title)}
              </li>
            ))}
          </ul>
          <SourceLine source={group[0]!.source} />
        </div>
      ))}
      {absent.length > 0 && (
        <Disclosure label={t`What it does not do, and why (${absent.length})`}>
          <Stack gap="md" mt="xs">
            {ABSENCES.map(({ standing, words }) => (
              <Absences
                key={standing}
                title={words}
                absent={absent.filter((one) => one.standing === standing)}
              />
            ))}
          </Stack>
        </Disclosure>
      )}
      {scopes.length > 0 && (
        <div>
          <Text size="sm">{t`${title} will ask you to allow:`}</Text>
          <List size="sm" mt={4}>
            {scopes.map(({ name, why }) => (
              <List.Item key={name}>
                <code>{name}</code>: {said(why)}
              </List.Item>
            ))}
          </List>
        </div>
      )}
    </Stack>
  )
}

const ABSENCES: readonly { standing: Capability['standing']; words: string }[] = [
  { standing: 'not_offered', words: t`The service does not offer it` },
  { standing: 'not_built', words: t`Documented, and not built here yet` },
  { standing: 'not_documented', words: t`Not documented, so not known` },
  { standing: 'not_meant', words: t`Left out on purpose` },
]

/** Those with one reason and one source are one entry. */
function Absences({ title, absent }: { title: string; absent: readonly Capability[] }) {
  if (absent.length === 0) return null
  return (
    <section>
      <Title order={3} size="h6" mb={4}>
        {title}
      </Title>
      <ul className={classes.absent}>
        {groupsBy(absent, ({ why, source }) => `${why}\n${source.title}`).map((group) => (
          <li key={group[0]!.name}>
            {group.map((one) => said(one.title)).join(', ')}
            {group[0]!.why !== null && <span className={classes.why}>{said(group[0]!.why)}</span>}
            <SourceLine source={group[0]!.source} isAbsence={group[0]!.why === null} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function SourceLine(props: { source: Capability['source']; isAbsence?: boolean }) {
  const { url } = props.source
  const title = said(props.source.title)
  return (
    <Text size="xs" c="dimmed" className={classes.source}>
      {props.isAbsence === true ? t`Not found in:` : t`Source:`}{' '}
      {url === undefined ? (
        title
      ) : (
        <Anchor href={url} target="_blank" rel="noreferrer" inherit>
          {title}
        </Anchor>
      )}
    </Text>
  )
}

/** In the order in which each group is first met. */
function groupsBy(all: readonly Capability[], keyOf: (one: Capability) => string): Capability[][] {
  const groups = new Map<string, Capability[]>()
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return [...groups.values()]
}
