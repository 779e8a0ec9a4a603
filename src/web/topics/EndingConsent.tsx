import { Button, Text } from '@mantine/core'
import { useAnswer, usePages, type RowOf } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted, wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { useMay } from '../session/session.ts'

type Ending = RowOf<'consent.ending'>

/** Whose implied consent ends soon, soonest first, so that somebody can ask them in time. */
export function EndingConsent() {
  const may = useMay()
  const count = useAnswer('consent.countEnding', { query: {} })
  const { error, retry, ...ending } = usePages('consent.ending', { query: { limit: 100 } })
  if (error) return <ErrorNotice error={error} onRetry={retry} />
  const consents = count.data?.consents ?? 0
  const of = counted(count.data?.people ?? 0, 'person', 'people')
  return (
    <Panel
      isPlain
      title={t`Consent that ends soon`}
      actions={
        may('export') && consents > 0 ? (
          <Button
            component="a"
            href="/api/consent/ending.csv"
            download
            size="compact-sm"
            variant="default"
          >
            {t`Export`}
          </Button>
        ) : undefined
      }
    >
      {count.data && (
        <Text size="sm" c="dimmed" mb="xs">
          {plural(
            count.data.days,
            msg`${counted(consents, 'consent')} of ${of} within
              ${wholeNumber(count.data.days)} day.`,
            msg`${counted(consents, 'consent')} of ${of} within
              ${wholeNumber(count.data.days)} days.`,
          )}{' '}
          {t`Ask them for express consent while you may still write.`}
        </Text>
      )}
      <DataTable
        label={t`Consent that ends soon`}
        columns={columns}
        rowKey={(one) => `${one.person.id} ${one.topic?.id ?? 0}`}
        empty={
          <EmptyState title={t`Nothing ends soon`}>
            {t`Implied consent, recorded on a person’s page or by an import, ends by itself. Whose
              does within the days you set stands here.`}
          </EmptyState>
        }
        {...ending}
      />
    </Panel>
  )
}

const columns: Column<Ending>[] = [
  { id: 'ends', header: t`Ends`, width: 120, cell: (one) => <Moment at={one.endsAt} /> },
  {
    id: 'person',
    header: t`Person`,
    width: 160,
    cell: ({ person }) => (
      <TextLink to="/people/$personId" params={{ personId: String(person.id) }} size="sm" fw={500}>
        {person.name || t`No name`}
      </TextLink>
    ),
  },
  { id: 'topic', header: t`About`, width: 120, cell: (one) => one.topic?.name ?? t`everything` },
  { id: 'owner', header: t`Owner`, width: 120, cell: (one) => one.owner },
  { id: 'address', header: t`Address`, width: 180, cell: (one) => one.address },
  { id: 'evidence', header: t`Rests on`, width: 200, cell: (one) => one.evidence },
  { id: 'from', header: t`Recorded by`, cell: (one) => one.from },
]
