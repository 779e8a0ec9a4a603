import { Group } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useAnswer, usePages } from '../api.ts'
import { t } from '../languages/messages.ts'
import { DataTable } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Figure } from '../pieces/Figure.tsx'
import { ButtonLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { useMay } from '../session/session.ts'
import { ExportPeople } from './ExportPeople.tsx'
import { usePeopleColumns } from './peopleColumns.tsx'
import { PeopleFilters, type PeopleState } from './PeopleFilters.tsx'

/** Everybody the firm writes to, by name; found by a few letters, narrowed by state and owner. */
export default function PeopleScreen() {
  const search = useSearch({ from: '/inside/people' })
  const navigate = useNavigate()
  const may = useMay()
  const state = (search.state ?? 'all') as PeopleState
  const people = usePages('people.list', {
    query: {
      state,
      search: search.search,
      owner: search.owner,
      organizationId: search.organizationId,
      leftTopicId: search.leftTopicId,
      interest: search.interest,
      limit: 100,
    },
  })
  const isNarrowed = Object.keys(search).length > 0

  return (
    <>
      <PageHeader
        title={t`People`}
        actions={
          <>
            <ButtonLink to="/people/duplicates" variant="default">
              {t`Possible duplicates`}
            </ButtonLink>
            {may('edit_people') && (
              <ButtonLink to="/pushes/new" variant="default">
                {t`Add to a list…`}
              </ButtonLink>
            )}
            {may('export') && <ExportPeople />}
            {may('import_people') && (
              <ButtonLink to="/imports" variant="default">
                {t`Import…`}
              </ButtonLink>
            )}
          </>
        }
      />
      <PeopleFigures state={state} />
      <PeopleFilters search={search} state={state} />
      {people.error ? (
        <ErrorNotice error={people.error} onRetry={people.retry} />
      ) : (
        <DataTable
          label={t`People`}
          choice="people"
          columns={usePeopleColumns()}
          rowKey={(person) => person.id}
          onOpen={(person) =>
            void navigate({ to: '/people/$personId', params: { personId: String(person.id) } })
          }
          empty={isNarrowed ? <NobodyMatches /> : <NobodyYet canImport={may('import_people')} />}
          {...people}
        />
      )}
    </>
  )
}

function PeopleFigures({ state }: { state: PeopleState }) {
  const { data } = useAnswer('people.count', {})
  if (!data) return <div style={{ height: 64, marginBottom: 16 }} />
  const of = { name: t`people`, count: data.people }
  const share = data.people > 0 ? data.optedOut / data.people : null
  return (
    <Group gap="xs" mb="md" mih={64} align="flex-start">
      <Figure label={t`People`} count={data.people} link={{ to: '/people' }} />
      <Figure
        label={t`Opted out`}
        count={data.optedOut}
        rate={share}
        of={of}
        isChosen={state === 'opted_out'}
        link={{ to: '/people', search: { state: 'opted_out' } }}
      />
      <Figure
        label={t`With an invalid address`}
        count={data.withInvalidAddress}
        isChosen={state === 'invalid_address'}
        link={{ to: '/people', search: { state: 'invalid_address' } }}
      />
      <Figure label={t`Organizations`} count={data.organizations} />
    </Group>
  )
}

function NobodyMatches() {
  return (
    <EmptyState
      title={t`Nobody matches`}
      action={
        <ButtonLink to="/people" variant="default">
          {t`Show everybody`}
        </ButtonLink>
      }
    >
      {t`Part of a name, an e-mail address or an organization is enough to find somebody.`}
    </EmptyState>
  )
}

function NobodyYet({ canImport }: { canImport: boolean }) {
  return (
    <EmptyState
      title={t`Nobody here yet`}
      action={canImport ? <ButtonLink to="/imports">{t`Import people`}</ButtonLink> : undefined}
    >
      {t`Bring your people from a CSV file: names, addresses, organizations and owners. Whoever a
        campaign’s reports name and nobody knows yet is added here, too.`}
    </EmptyState>
  )
}
