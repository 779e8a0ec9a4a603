import { SimpleGrid, Tabs } from '@mantine/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useAnswer } from '../api.ts'
import { Memberships } from '../audience/Memberships.tsx'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { TabRow } from '../pieces/TabRow.tsx'
import { Addresses } from './Addresses.tsx'
import { ConsentFacts } from './ConsentFacts.tsx'
import { FaxTracking } from './FaxTracking.tsx'
import { LinkTracking } from './LinkTracking.tsx'
import { MailTracking } from './MailTracking.tsx'
import { MayWeWrite } from './MayWeWrite.tsx'
import { MergedFrom } from './MergedFrom.tsx'
import { OwnFields } from './OwnFields.tsx'
import { Preferences } from './Preferences.tsx'
import { PersonHeader } from './PersonHeader.tsx'
import { PersonInterests } from './PersonInterests.tsx'
import { PersonTimeline } from './Timeline.tsx'
import { ToldElsewhere } from './ToldElsewhere.tsx'
import { Why } from './Why.tsx'

const TABS = [
  ...['timeline', 'mailings', 'links', 'faxes', 'preferences'],
  ...['interests', 'lists', 'opt-outs', 'why'],
]

/** One person: who they are, whether we may write to them and where, and all that happened. */
export default function PersonScreen() {
  const { personId } = useParams({ from: '/inside/people/$personId' })
  const search = useSearch({ from: '/inside/people/$personId' })
  const navigate = useNavigate()
  const params = { personId: Number(personId) }
  const { data: person, error, isFetching, refetch } = useAnswer('people.show', { params })

  // Somebody who was merged is shown as who stands for it, under that person's address.
  const standsFor = person?.askedFor != null && !isFetching ? String(person.id) : null
  useEffect(() => {
    if (standsFor === null) return
    void navigate({
      to: '/people/$personId',
      params: { personId: standsFor },
      search: (before) => before,
      replace: true,
    })
  }, [standsFor, navigate])

  if (error && !person) return <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
  if (!person) return <PageSkeleton />
  // A mistyped address opens no empty tab.
  const tab = TABS.find((name) => name === search.tab) ?? 'timeline'
  return (
    <>
      <PersonHeader person={person} />
      <MergedFrom person={person} />
      <SimpleGrid cols={{ base: 1, md: 2 }} mb="lg" spacing="md">
        <MayWeWrite person={person} />
        <Addresses person={person} />
        <OwnFields person={person} />
        <ToldElsewhere personId={person.id} />
      </SimpleGrid>
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({
            to: '/people/$personId',
            params: { personId },
            search: next === 'timeline' ? {} : { tab: next ?? undefined },
            replace: true,
          })
        }
      >
        <TabRow open={tab}>
          <Tabs.Tab value="timeline">{t`Timeline`}</Tabs.Tab>
          <Tabs.Tab value="mailings">{t`E-mail tracking`}</Tabs.Tab>
          <Tabs.Tab value="links">{t`Link tracking`}</Tabs.Tab>
          <Tabs.Tab value="faxes">{t`Fax tracking`}</Tabs.Tab>
          <Tabs.Tab value="preferences">{t`Preferences`}</Tabs.Tab>
          <Tabs.Tab value="interests">{t`Interests`}</Tabs.Tab>
          <Tabs.Tab value="lists">{t`Lists`}</Tabs.Tab>
          <Tabs.Tab value="opt-outs">{t`Opt-outs`}</Tabs.Tab>
          <Tabs.Tab value="why">{t`Why?`}</Tabs.Tab>
        </TabRow>
        <Tabs.Panel value="timeline">
          <PersonTimeline
            personId={person.id}
            search={search}
            show={(part) =>
              void navigate({
                to: '/people/$personId',
                params: { personId },
                search: (before) => ({ ...before, ...part }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        </Tabs.Panel>
        <Tabs.Panel value="mailings">
          <MailTracking personId={person.id} />
        </Tabs.Panel>
        <Tabs.Panel value="links">
          <LinkTracking personId={person.id} />
        </Tabs.Panel>
        <Tabs.Panel value="faxes">
          {tab === 'faxes' && <FaxTracking personId={person.id} />}
        </Tabs.Panel>
        <Tabs.Panel value="preferences">
          <Preferences person={person} />
        </Tabs.Panel>
        <Tabs.Panel value="interests">
          <PersonInterests personId={person.id} />
        </Tabs.Panel>
        <Tabs.Panel value="lists">
          {tab === 'lists' && <Memberships of={{ personId: person.id }} />}
        </Tabs.Panel>
        <Tabs.Panel value="opt-outs">
          <ConsentFacts facts={person.consent.facts} />
        </Tabs.Panel>
        <Tabs.Panel value="why">
          <Why personId={person.id} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
