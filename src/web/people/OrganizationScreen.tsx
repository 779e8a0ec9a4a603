import { Tabs } from '@mantine/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useAnswer } from '../api.ts'
import { Memberships } from '../audience/Memberships.tsx'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted } from '../pieces/format.ts'
import { ButtonLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { OrganizationTimeline } from './Timeline.tsx'
import type { TimelineSearch } from './timelineSearch.ts'

type Search = TimelineSearch & { tab?: string | undefined }

/** A company or a household: what happened to its people, and the lists they are on. */
export default function OrganizationScreen() {
  const { organizationId } = useParams({ from: '/inside/organizations/$organizationId' })
  const search = useSearch({ from: '/inside/organizations/$organizationId' })
  const navigate = useNavigate()
  const params = { organizationId: Number(organizationId) }
  const go = (change: (before: Search) => Search) =>
    void navigate({
      to: '/organizations/$organizationId',
      params: { organizationId },
      search: change,
      replace: true,
      resetScroll: false,
    })
  const { data, error, refetch } = useAnswer('organizations.show', { params })
  if (error && !data) return <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const facts = [
    data.kind === 'household' ? t`Household` : t`Company`,
    counted(data.people, 'person', 'people'),
    [data.city, data.country].filter(Boolean).join(', '),
    data.owner === null ? '' : t`owner ${data.owner}`,
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
            {t`Its people`}
          </ButtonLink>
        }
      />
      <Tabs
        value={search.tab ?? 'timeline'}
        onChange={(tab) => go(() => (tab === 'timeline' ? {} : { tab: tab ?? undefined }))}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="timeline">{t`Timeline`}</Tabs.Tab>
          <Tabs.Tab value="lists">{t`Lists`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="timeline">
          <OrganizationTimeline
            {...params}
            search={search}
            show={(part) => go((before) => ({ ...before, ...part }))}
          />
        </Tabs.Panel>
        <Tabs.Panel value="lists">
          {search.tab === 'lists' && <Memberships of={params} />}
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
