import { useParams } from '@tanstack/react-router'
import { useAnswer } from '../api.ts'
import { Memberships } from '../audience/Memberships.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted } from '../pieces/format.ts'
import { ButtonLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'

/** A company or a household: its people, and the lists they are on. */
export default function OrganizationScreen() {
  const { organizationId } = useParams({ from: '/inside/organizations/$organizationId' })
  const params = { organizationId: Number(organizationId) }
  const { data, error, refetch } = useAnswer('organizations.show', { params })
  if (error && !data) return <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const facts = [
    data.kind === 'household' ? 'Household' : 'Company',
    counted(data.people, 'person', 'people'),
    [data.city, data.country].filter(Boolean).join(', '),
    data.owner === null ? '' : `owner ${data.owner}`,
  ]
  return (
    <>
      <PageHeader
        title={data.name}
        sub={facts.filter(Boolean).join(' · ')}
        actions={
          <ButtonLink
            to="/people"
            search={{ organizationId, organization: data.name }}
            variant="default"
          >
            Its people
          </ButtonLink>
        }
      />
      <Memberships of={params} />
    </>
  )
}
