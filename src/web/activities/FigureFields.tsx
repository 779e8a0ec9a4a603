import { Button, Group, Select, Stack, Table, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import type { Connection } from '../connections/state.ts'
import { counted, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { notifyDone } from '../refusals.ts'
import { Facts } from '../runs/Facts.tsx'
import { useMay } from '../session/session.ts'

type Told = AnswerTo<'activities.figures'>
type Field = AnswerTo<'activities.figureFields'>['items'][number]
type Fields = Told['fields']
type Figure = keyof NonNullable<Fields[string]>

const FIGURE_WORDS: Record<Figure, string> = {
  opens: t`Total opens`,
  clicks: t`Total clicks`,
  forwards: t`Total forwards`,
  opt_outs: t`Total unsubscribes`,
  first_open: t`First open`,
  last_open: t`Last open`,
  first_click: t`First click`,
  last_click: t`Last click`,
  bounced: t`Bounced (1 or 0)`,
}
const FIGURES = Object.keys(FIGURE_WORDS) as Figure[]

/** In which fields of its people a CRM is told their figures; nothing where it has none. */
export function FigureFields({ connection }: { connection: Connection }) {
  const [isChoosing, setChoosing] = useState(false)
  const isAllowed = useMay()('manage_connections')
  const given = { params: { connectionId: connection.id } }
  const { data: told, error, refetch } = useAnswer('activities.figures', given)
  if (error && !told) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!told?.canBeTold) return null
  const { connectorTitle } = connection
  const end = () => setChoosing(false)
  return (
    <Stack gap="sm">
      <Title order={2}>{t`Figures of people`}</Title>
      <Text size="sm" maw="65ch">
        {said(told.rule)}{' '}
        {t`Kinds of activities that are switched off above are in no figure. What Homing writes
          replaces what stands in a field.`}
      </Text>
      {told.fault !== '' && (
        <Text size="sm" maw="65ch" role="alert">
          {said(told.fault)} {t`Look at the fields there, and choose again.`}
        </Text>
      )}
      <Standing told={told} />
      {isChoosing ? (
        <Choice connection={connection} told={told} onEnd={end} />
      ) : isAllowed ? (
        <Group>
          <Button variant="default" onClick={() => setChoosing(true)}>
            {t`Choose fields of ${connectorTitle}`}
          </Button>
        </Group>
      ) : (
        <Text size="xs" c="dimmed">
          {t`An administrator chooses the fields.`}
        </Text>
      )}
    </Stack>
  )
}

function Standing({ told }: { told: Told }) {
  const chosen = told.modules.flatMap(({ id, title }) => {
    const count = Object.keys(told.fields[id] ?? {}).length
    return count === 0 ? [] : [`${title}: ${counted(count, 'field')}`]
  })
  if (chosen.length === 0)
    return <Text size="sm">{t`No fields are chosen: no figures are told.`}</Text>
  return (
    <Facts
      facts={[
        [t`Fields`, chosen.join(', ')],
        [t`People told of`, wholeNumber(told.told)],
        [t`Waiting`, told.waiting === 0 ? t`nobody` : wholeNumber(told.waiting)],
        [t`Not taken`, told.failed === 0 ? t`nobody` : wholeNumber(told.failed)],
        [
          t`Last told`,
          told.lastToldAt === null ? tc('told')`never` : <Moment at={told.lastToldAt} />,
        ],
      ]}
    />
  )
}

interface ChoiceProps {
  connection: Connection
  told: Told
  onEnd: () => void
}

/** All is saved at once, after the CRM was asked whether each field is there and fits. */
function Choice({ connection, told, onEnd }: ChoiceProps) {
  const given = { params: { connectionId: connection.id } }
  const { data: there, error, refetch } = useAnswer('activities.figureFields', given)
  const change = useChange('activities.chooseFigures', ['activities.figures', 'problems.count'])
  const [fields, setFields] = useState<Fields>(told.fields)
  if (error && !there) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!there) return <LinesSkeleton lines={10} />
  const set = (module: string, figure: Figure, field: string | null) => {
    const { [figure]: _, ...others } = fields[module] ?? {}
    setFields({ ...fields, [module]: field === null ? others : { ...others, [figure]: field } })
  }
  const save = () =>
    change.mutate(
      { ...given, body: { fields } },
      {
        onSuccess: () => {
          notifyDone(t`Saved. Everybody of whom anything is known is told of.`)
          onEnd()
        },
      },
    )
  return (
    <Stack gap="sm">
      <Table.ScrollContainer minWidth={560}>
        <Table maw={900} aria-label={t`Fields for figures`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t`Figure`}</Table.Th>
              {told.modules.map(({ id, title }) => (
                <Table.Th key={id}>{title}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {FIGURES.map((figure) => (
              <Table.Tr key={figure}>
                <Table.Td>{FIGURE_WORDS[figure]}</Table.Td>
                {told.modules.map(({ id, title }) => (
                  <Table.Td key={id}>
                    <Select
                      aria-label={t`${FIGURE_WORDS[figure]} of ${title}`}
                      placeholder={tc('figure')`not told`}
                      clearable
                      searchable
                      nothingFoundMessage={t`No such field of your own`}
                      data={fieldsFor(figure, there.items, { module: id, fields })}
                      value={fields[id]?.[figure] ?? null}
                      onChange={(field) => set(id, figure, field)}
                    />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {change.error && <ErrorNotice error={change.error} />}
      <Group>
        <Button onClick={save} loading={change.isPending}>
          {t`Save`}
        </Button>
        <Button variant="default" onClick={onEnd}>
          {t`Cancel`}
        </Button>
      </Group>
    </Stack>
  )
}

/** What fits, or is chosen for it already; what holds something else is not offered. */
function fieldsFor(
  figure: Figure,
  there: readonly Field[],
  { module, fields }: { module: string; fields: Fields },
): string[] {
  const { [figure]: mine, ...others } = fields[module] ?? {}
  const taken = new Set<string | undefined>(Object.values(others))
  const fitting = figure.includes('_') && figure !== 'opt_outs' ? 'moments' : 'numbers'
  const names = there
    .filter((one) => one.module === module && !taken.has(one.name))
    .filter(({ holds }) => holds === 'blank' || holds === fitting)
    .map(({ name }) => name)
  return mine === undefined || names.includes(mine) ? names : [mine, ...names]
}
